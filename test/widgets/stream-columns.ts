/** Columns of StreamTable in English, of a token with two decimals, without an account. */
import { streamTableEnglish } from '../../src/messages/stream-table/english.ts'
import { resolveColumns } from '../../src/widgets/stream-table/built-in-columns.tsx'
import type { StreamColumnName } from '../../src/widgets/stream-table/table-columns.ts'

export const streamEnglish = (names: readonly StreamColumnName[]) =>
  resolveColumns(names, {
    messages: streamTableEnglish,
    account: null,
    tokenOf: () => ({ symbol: 'USDC', decimals: 2 }),
    nameOf: undefined,
  hasAvatars: false,
    per: 'day',
    timeZone: 'UTC',
  })
