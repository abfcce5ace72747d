/** The payment streams of the stories: one for every state, at the time of the stories. */
import type { StreamState, TokenInfo } from '../src/index.ts'
import { storyNow } from './still-world.ts'

/** The account of the stories: the recipient of most of these streams. */
export const me = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
/** The sender. */
export const employer = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'

const usdc = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const eurc = 'CDTKPWPLOURQA2SGTKTUQOWRCBZEORB4BWBOMJ3D3ZTQQSGE5F6JBQLV'
/** A token without decimals. */
export const whole = 'CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA'
/** A token that is not in the tokens of the stories. */
export const stranger = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'

/** The token of most of these streams. */
export const usdcInfo: TokenInfo = { symbol: 'USDC', decimals: 7 }

export const tokens: Readonly<Record<string, TokenInfo>> = {
  [usdc]: usdcInfo,
  [eurc]: { symbol: 'EURC', decimals: 7 },
  [whole]: { symbol: 'PTS', decimals: 0 },
}

const day = 86_400
const units = (tokensCount: number) => BigInt(tokensCount) * 10_000_000n

/** 5,000 USDC over thirty days, begun twelve days ago, 1,200 withdrawn four and a half days ago. */
export const streaming: StreamState = {
  streamId: '42',
  sender: employer,
  recipient: me,
  tokenAddress: usdc,
  ratePerSecond: 19_290n,
  depositedAmount: units(5_000),
  withdrawnAmount: units(1_200) + 3_456_700n,
  startTime: storyNow - 12 * day,
  lastUpdateTime: storyNow - 4.5 * day,
  status: 'active',
  pausedAt: null,
}

export const pending: StreamState = {
  ...streaming,
  streamId: '57',
  withdrawnAmount: 0n,
  startTime: storyNow + 3 * day - 7_331,
  lastUpdateTime: storyNow + 3 * day - 7_331,
}

/** 25 digits before the point: nothing may clip, and lines break between groups. */
export const immense: StreamState = {
  ...streaming,
  streamId: '18446744073709551615',
  ratePerSecond: 4_762_993_403_254_077_118_095_478n,
  depositedAmount: 1_234_567_890_123_456_789_012_345n * 10_000_000n,
  withdrawnAmount: 0n,
}

/** Paid by the viewing account: only the sender can top up a stream, so only the sender sees an alarm. */
const paid: StreamState = { ...streaming, sender: me, recipient: employer }

/** Runs out in two days, of thirty. */
export const endsSoon: StreamState = {
  ...paid,
  streamId: '16',
  startTime: storyNow - 28 * day,
  lastUpdateTime: storyNow - 28 * day,
  withdrawnAmount: 0n,
}

/** Runs out in eleven hours. */
export const critical: StreamState = {
  ...paid,
  streamId: '19',
  startTime: storyNow - Math.floor(29.5 * day),
  withdrawnAmount: units(4_200),
  lastUpdateTime: storyNow - Math.floor(4.34 * day),
}

export const paused: StreamState = {
  ...streaming,
  streamId: '38',
  status: 'paused',
  pausedAt: storyNow - day - 1_311,
}

export const settled: StreamState = {
  ...streaming,
  streamId: '12',
  startTime: storyNow - 40 * day,
  lastUpdateTime: storyNow - 36 * day,
}

export const completed: StreamState = {
  ...streaming,
  streamId: '7',
  withdrawnAmount: units(5_000),
  startTime: storyNow - 40 * day,
  lastUpdateTime: storyNow - 9 * day,
  status: 'completed',
}

export const cancelled: StreamState = {
  ...streaming,
  streamId: '23',
  withdrawnAmount: units(1_883) + 3_391_200n,
  lastUpdateTime: storyNow - 2 * day,
  status: 'cancelled',
}

/** The same money seen from the other side. */
export const outgoing: StreamState = {
  ...streaming,
  streamId: '61',
  sender: me,
  recipient: employer,
  tokenAddress: eurc,
  ratePerSecond: 38_580n,
  depositedAmount: units(25_000),
  withdrawnAmount: 0n,
  lastUpdateTime: storyNow - 3 * day,
  startTime: storyNow - 3 * day,
}

export const unknownToken: StreamState = { ...streaming, streamId: '88', tokenAddress: stranger }

const names: Readonly<Record<string, string>> = { [employer]: 'Northwind Ltd' }

/** What this application calls its accounts. */
export const nameOf = (address: string): string | undefined => names[address]
