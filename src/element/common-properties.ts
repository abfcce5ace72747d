/** The properties that several elements have: the server, the payment stream, the account, the format of a balance. */
import { isAccountAddress } from '../feeds/payments/address.ts'
import type { TokenInfo } from '../money/index.ts'
import type { GivenStream } from '../react/stream-summary.ts'
import type { Tokens } from '../tokens.ts'
import {
  digits,
  json,
  number,
  optionalChoice,
  programmed,
  text,
  type ValuesOf,
} from './property.ts'

const timeZone = text(
  'IANA time zone of times, such as `Europe/Vienna`. Default: that of the browser.',
  {
    accepts: 'the name of a time zone',
    isValid(name) {
      try {
        return !!new Intl.DateTimeFormat('en', { timeZone: name })
      } catch {
        return false
      }
    },
  },
)

const accountForm = {
  accepts: 'a Stellar account (`G` and 55 more characters)',
  isValid: isAccountAddress,
}

/** Of every element. */
export const commonProperties = {
  url: text(
    'Base of the API, such as `https://api.example.com`; empty: the origin of the page. Elements with the same server share one connection. Default: that of `configure`.',
  ),
  account: text(
    'The account of the user, which decides directions, and whose totals and events are shown. Default: that of `configure`.',
    accountForm,
  ),
  tokens: json<Tokens & object>(
    'Symbols and decimals by token address. Default: those of `configure`.',
  ),
  locale: text(
    'BCP 47 tag for numbers and times. Default: the `lang` around the element, which also decides the texts.',
  ),
  timeZone,
} as const

/** Values of {@link commonProperties}. */
export type CommonValues = ValuesOf<typeof commonProperties>

const tokenProperties = {
  token: json<TokenInfo>('The token, if `tokens` does not have it.'),
  symbol: text('The symbol of the token, next to `decimals`: simpler than `token`.'),
  decimals: number('Decimals of the token: without them amounts are not shown.', { least: 0 }),
  criticalWithinSeconds: number(
    'A deposit that runs out within this time is critical, and ends soon within five times as much. Default: a fiftieth of the stream’s length, at most one day.',
    { least: 0, isWhole: false },
  ),
} as const

/** Of elements that show one payment stream. */
export const streamProperties = {
  ...commonProperties,
  streamId: text('Id of the payment stream, from the server.', {
    accepts: 'an unsigned whole number; as a string in programs, where numbers lose digits',
    isValid: (id) => /^\d{1,20}$/.test(id),
  }),
  stream: json<GivenStream>(
    'The payment stream itself, which then needs no server; amounts in units, as decimal strings.',
  ),
  ...tokenProperties,
  direction: optionalChoice(
    'Direction of the money. Default: from whether `account` is sender or recipient.',
    ['incoming', 'outgoing', 'net'],
  ),
} as const

/** Of elements that show what an account's payment streams come to. */
export const accountProperties = {
  ...commonProperties,
  streams: json<readonly GivenStream[]>(
    'The payment streams themselves, which then need no server; of the account, if there is one.',
  ),
  tokenAddress: text('Address of the token. Default: the one that was known first.'),
  ...tokenProperties,
} as const

/** Names for addresses. */
export const nameOf = programmed<(address: string) => string | undefined>(
  'Names for addresses.',
  'a function of the address',
)

/** How a balance is formatted. */
export const formatProperties = {
  digits: digits(
    'Digits after the point. `auto`: those of the token and, while the balance moves, those that can be read.',
  ),
  fastDigits: number('How many faster digits to show after those. Default 0.', { least: 0 }),
  everyMs: number(
    'Least time between two writes in ms. 0: every visible change. Default: 100, or 0 for large numbers.',
    { least: 0 },
  ),
} as const
