/**
 * What `streamgauge doctor` can find, with what it means and what to do. Codes are public and only grow;
 * docs/operations.md prints this table.
 */

interface FindingEntry {
  /** `error`: the feed does not work as it should. `warning`: it works, and less well than it could. */
  readonly severity: 'error' | 'warning'
  readonly means: string
  readonly remedy: string
}

/** Every finding, in the order in which a request meets them. */
export const findingsTable = {
  unreachable: {
    severity: 'error',
    means: 'No connection to the address could be made.',
    remedy: 'Check the name and the port, and that a firewall lets the connection through.',
  },
  tls_error: {
    severity: 'error',
    means: 'The certificate of the server is not accepted.',
    remedy:
      'Install one for this name. For a private authority, set NODE_EXTRA_CA_CERTS to its file.',
  },
  no_answer: {
    severity: 'error',
    means: 'The server took the request and sent nothing, here and for other paths.',
    remedy: 'See whether the server behind the proxy runs, and its log.',
  },
  redirected: {
    severity: 'warning',
    means: 'The address leads to another one; clients refuse redirects to another origin.',
    remedy: 'Give clients the address at the end of the redirect.',
  },
  auth_required: {
    severity: 'error',
    means: 'The server asks for credentials, or refuses those that were sent.',
    remedy:
      'Send a token: --token, or STREAMGAUGE_TOKEN. `streamgauge token` makes one for development.',
  },
  forbidden: {
    severity: 'error',
    means: 'The server refuses this request.',
    remedy: 'Read the detail: a host or origin that is not listed, or topics that may not be read.',
  },
  not_found: {
    severity: 'error',
    means: 'There is no feed at this path.',
    remedy: 'Check the path, and the prefix that the application is mounted at.',
  },
  too_many: {
    severity: 'error',
    means: 'A limit of connections or requests is reached.',
    remedy:
      'Wait, close other connections, or raise the limit. Behind a proxy, set TRUSTED_PROXIES.',
  },
  gateway_error: {
    severity: 'error',
    means: 'A proxy answered in place of the server.',
    remedy: 'See whether the server runs, and whether the proxy has its right address.',
  },
  not_ready: {
    severity: 'error',
    means: 'The server refuses connections now.',
    remedy: 'See the reasons at /readyz and the log of the server.',
  },
  refused: {
    severity: 'error',
    means: 'The server refused the request.',
    remedy: 'Read the detail and correct the URL.',
  },
  wrong_content_type: {
    severity: 'error',
    means: 'The answer is not text/event-stream: browsers close it and do not come back.',
    remedy: 'Let the proxy pass on the Content-Type, or correct the path: a page may answer it.',
  },
  content_length: {
    severity: 'error',
    means: 'The answer has a length: something on the way read it to an end.',
    remedy: 'Turn off buffering and caching for the path of the feed.',
  },
  compressed: {
    severity: 'warning',
    means: 'The answer is compressed on the way, against Cache-Control: no-transform.',
    remedy:
      'Leave text/event-stream out of what the proxy compresses: compression holds events back.',
  },
  transformable: {
    severity: 'warning',
    means: 'Cache-Control lacks no-store or no-transform: caches and proxies may hold events back.',
    remedy: 'Let the proxy pass on the Cache-Control of the server.',
  },
  buffered: {
    severity: 'error',
    means: 'Events are held back on the way.',
    remedy: 'Turn off buffering for the path of the feed (nginx: proxy_buffering off).',
  },
  no_greeting: {
    severity: 'warning',
    means: 'The feed does not begin with `connected`: it is of another server, or cut.',
    remedy: 'Check the URL. Clock, pings and resuming cannot be checked without it.',
  },
  missed_ping: {
    severity: 'error',
    means: 'The feed was silent for longer than the server promises.',
    remedy: 'Look for a proxy that holds small frames back, or a server that is overloaded.',
  },
  idle_timeout: {
    severity: 'error',
    means: 'The connection was cut after a silence.',
    remedy:
      'Set the read time-out of the proxy above PING_MS (nginx: proxy_read_timeout), or lower PING_MS.',
  },
  cut: {
    severity: 'error',
    means: 'The connection ended while it was watched, without `reconnect`.',
    remedy:
      'Look for a proxy that limits how long a request may last, and for restarts of the server.',
  },
  cursor_dropped: {
    severity: 'error',
    means: 'A connection with Last-Event-ID was answered as if it had none: events get lost.',
    remedy: 'Let the proxy pass the header on, and do not cache the feed.',
  },
  clock_skew: {
    severity: 'warning',
    means: 'The clocks of the server and of this machine differ by more than 5 s.',
    remedy: 'Synchronise both (NTP). Clients correct for it, tokens and logs do not.',
  },
  cors_refused: {
    severity: 'error',
    means: 'Pages of the origin cannot read the feed.',
    remedy: 'Add the origin to CORS_ORIGINS, and let the proxy pass on Origin and its answer.',
  },
  cors_repeated: {
    severity: 'error',
    means: 'Access-Control-Allow-Origin is there more than once: browsers refuse that.',
    remedy: 'Let either the server or the proxy set it, and not both.',
  },
  cors_preflight: {
    severity: 'error',
    means: 'The preflight does not allow Authorization and Last-Event-ID: pages cannot resume.',
    remedy: 'Let the proxy pass OPTIONS on to the server.',
  },
  http1_only: {
    severity: 'warning',
    means: 'No HTTP/2: a browser opens six connections to a host, and each tab takes one.',
    remedy:
      'Turn HTTP/2 on where TLS ends (nginx: http2 on), or share one connection between tabs.',
  },
} as const satisfies Readonly<Record<string, FindingEntry>>

export type FindingCode = keyof typeof findingsTable

/** Something that is wrong. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: FindingEntry['severity']
  /** What was seen: values, times, and what the server said. */
  readonly detail: string
}

export function finding(code: FindingCode, detail: string): Finding {
  return { code, severity: findingsTable[code].severity, detail }
}
