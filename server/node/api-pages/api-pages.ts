/**
 * The pages about the API: `/openapi.json`, `/docs` and `/test-client`. They describe the server and contain no data,
 * so they are public, as the demo page is. They load nothing from other hosts.
 */
import { ProtocolError } from '../../../src/protocol/errors.ts'
import type { Pages } from '../../app.ts'
import { printDocsPage } from './docs-page.ts'
import { type DescribedApp, describeApi } from './openapi.ts'
import { style } from './style.ts'
import { printTestClient, testClientScript } from './test-client.ts'

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const

/**
 * Creates the pages about the API, for the option `pages` of `createApp`.
 *
 * @param describe called once, when a page is first requested: the application has its routes by then.
 * @param others answers all other paths, such as those of a demo page. Default: they are 404.
 * @throws ProtocolError `bad_config` without `describe`
 * @example
 * const api = createApp({ feeds, pages: apiPages(() => ({ feeds, routes: api.app.routes })) })
 */
export function apiPages(describe: () => DescribedApp, others?: Pages): Pages {
  if (typeof describe !== 'function') {
    throw new ProtocolError(
      'bad_config',
      'Failed to make the pages of the API: it is not said what they describe. ' +
        'Pass a function, as in apiPages(() => ({ feeds, routes: api.app.routes })).',
    )
  }
  let pages: ReadonlyMap<string, readonly [mediaType: string, body: string]> | null = null

  function print() {
    const described = describe()
    const api = describeApi(described)
    const definitions = described.feeds.map(({ definition }) => definition)
    return new Map([
      ['/openapi.json', ['application/json', JSON.stringify(api)]],
      ['/docs', ['text/html; charset=utf-8', printDocsPage(api)]],
      ['/test-client', ['text/html; charset=utf-8', printTestClient(definitions)]],
      ['/test-client.js', ['text/javascript; charset=utf-8', testClientScript]],
      ['/api-pages.css', ['text/css; charset=utf-8', style]],
    ] as const)
  }

  return (path, request) => {
    pages ??= print()
    const page = pages.get(path)
    if (page === undefined) return others?.(path, request) ?? null
    const [mediaType, body] = page
    return new Response(body, { headers: { ...headers, 'content-type': mediaType } })
  }
}
