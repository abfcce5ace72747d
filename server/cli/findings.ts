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
    means: 'The address cannot be reached.',
    remedy: 'Check the name, the port and the firewall.',
  },
  tls_error: {
    severity: 'error',
    means: 'The certificate of the server is not accepted.',
    remedy:
      'Install a certificate for this name. For a private authority, set NODE_EXTRA_CA_CERTS to its file.',
  },
  no_answer: {
    severity: 'error',
    means:
      'The server accepted the connection but did not respond, on this path and on another one.',
    remedy: 'Check whether the server behind the proxy runs, and read its log.',
  },
  redirected: {
    severity: 'warning',
    means: 'The URL redirects to another one; clients refuse redirects to another origin.',
    remedy: 'Use the URL that it redirects to.',
  },
  auth_required: {
    severity: 'error',
    means: 'The server requires credentials, or refuses those that were sent.',
    remedy:
      'Send a token: --token, or STREAMGAUGE_TOKEN. `streamgauge token` makes one for development.',
  },
  forbidden: {
    severity: 'error',
    means: 'The server refuses this request.',
    remedy:
      'Read the detail: a host or origin that is not listed, topics that may not be read, or another tenant.',
  },
  not_found: {
    severity: 'error',
    means: 'There is no feed at this path.',
    remedy: 'Check the path, and the prefix that the application is mounted at.',
  },
  too_many: {
    severity: 'error',
    means: 'A limit on connections or requests has been reached.',
    remedy:
      'Wait, close other connections, or raise the limit. Behind a proxy, set TRUSTED_PROXIES.',
  },
  gateway_error: {
    severity: 'error',
    means: 'A proxy responded with an error in place of the server.',
    remedy: 'Check whether the server runs, and whether the proxy has the right address for it.',
  },
  not_ready: {
    severity: 'error',
    means: 'The server is currently refusing connections.',
    remedy: 'Read the reasons at /readyz and the log of the server.',
  },
  refused: {
    severity: 'error',
    means: 'The server refused the request.',
    remedy: 'Read the detail, and correct the URL or what it asks for.',
  },
  wrong_content_type: {
    severity: 'error',
    means: 'The response is not text/event-stream: browsers close it and do not reconnect.',
    remedy:
      'Make the proxy pass on the Content-Type, or correct the path: it may be the path of a page.',
  },
  content_length: {
    severity: 'error',
    means: 'The response has a Content-Length: a proxy has buffered it to its end.',
    remedy: 'Turn off buffering and caching for the path of the feed.',
  },
  compressed: {
    severity: 'warning',
    means: 'A proxy compresses the response, although Cache-Control has no-transform.',
    remedy: 'Exclude text/event-stream from the compression of the proxy: it delays events.',
  },
  transformable: {
    severity: 'warning',
    means: 'Cache-Control lacks no-store or no-transform: caches and proxies may delay events.',
    remedy: 'Make the proxy pass on the Cache-Control of the server.',
  },
  buffered: {
    severity: 'error',
    means: 'A proxy buffers the response and delays events.',
    remedy: 'Turn off buffering for the path of the feed (nginx: proxy_buffering off).',
  },
  no_greeting: {
    severity: 'warning',
    means:
      'The feed does not begin with `connected`: the URL is not that of a Streamgauge feed, or the response is cut.',
    remedy: 'Check the URL. Clock, pings and resuming cannot be checked without it.',
  },
  missed_ping: {
    severity: 'error',
    means: 'No ping arrived within the interval that the server announces.',
    remedy: 'Look for a proxy that delays small frames, or an overloaded server.',
  },
  idle_timeout: {
    severity: 'error',
    means: 'The connection was closed while it was idle.',
    remedy:
      'Set the read timeout of the proxy above PING_MS (nginx: proxy_read_timeout), or lower PING_MS.',
  },
  cut: {
    severity: 'error',
    means: 'The connection ended without `reconnect`.',
    remedy:
      'Look for a proxy that limits the duration of requests, and for restarts of the server.',
  },
  cursor_dropped: {
    severity: 'error',
    means: 'Last-Event-ID was ignored: events are lost when clients reconnect.',
    remedy: 'Make the proxy pass on the header, and do not cache the feed.',
  },
  clock_skew: {
    severity: 'warning',
    means: 'The clocks of the server and of this machine differ by more than 5 s.',
    remedy: 'Synchronise both (NTP). Clients correct for the difference; tokens and logs do not.',
  },
  cors_refused: {
    severity: 'error',
    means: 'Pages of this origin cannot read the feed.',
    remedy:
      'Add the origin to CORS_ORIGINS, and make the proxy pass on Origin and the CORS headers of the response.',
  },
  cors_repeated: {
    severity: 'error',
    means: 'The response has more than one Access-Control-Allow-Origin: browsers refuse that.',
    remedy: 'Set it in the server or in the proxy, not in both.',
  },
  cors_preflight: {
    severity: 'error',
    means: 'The preflight does not allow Authorization and Last-Event-ID: pages cannot resume.',
    remedy: 'Make the proxy pass OPTIONS requests on to the server.',
  },
  http1_only: {
    severity: 'warning',
    means: 'No HTTP/2: a browser opens six connections to a host, and each tab takes one.',
    remedy: 'Enable HTTP/2 where TLS ends (nginx: http2 on), or share one connection between tabs.',
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
