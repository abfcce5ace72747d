/**
 * The variables of a server that follows a chain. Without `SOROBAN_RPC_URL` there is none, and the others are refused:
 * they would have no effect.
 */
import { isContractId } from '../bridges/chain-indexer.ts'
import { mostContracts } from '../bridges/chain-reading.ts'

/** What the indexer is created with. */
export interface ChainSettings {
  readonly rpcUrl: string
  readonly contractIds: readonly string[]
  /** `undefined`: the streams are read as they are, and events from then on. */
  readonly startLedger: number | undefined
  readonly pollMs: number
  readonly onGap: 'not-ready' | 'continue'
}

interface Reading {
  text(name: string): string | undefined
  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word
  whole(name: string, otherwise: undefined, least: number, most: number): number | undefined
  whole(name: string, otherwise: number, least: number, most: number): number
  readonly mistakes: string[]
}

const others = ['CONTRACT_IDS', 'START_LEDGER', 'CHAIN_POLL_MS', 'CHAIN_GAP']

/** @returns null for a server that follows no chain */
export function readChain(read: Reading): ChainSettings | null {
  const { mistakes } = read
  const rpcUrl = read.text('SOROBAN_RPC_URL')
  if (rpcUrl === undefined) {
    for (const name of others) {
      if (read.text(name) === undefined) continue
      mistakes.push(`${name} is set, but SOROBAN_RPC_URL is not: set both, or neither.`)
    }
    return null
  }
  if (!/^https?:\/\/[^\s/]/.test(rpcUrl) || !URL.canParse(rpcUrl)) {
    mistakes.push(
      'SOROBAN_RPC_URL is not an address: it has to be like https://soroban-testnet.stellar.org.',
    )
  }
  const contractIds = (read.text('CONTRACT_IDS') ?? '').split(',').flatMap((id) => id.trim() || [])
  if (contractIds.length === 0 || contractIds.length > mostContracts) {
    mistakes.push(
      `CONTRACT_IDS has ${contractIds.length} contracts: with SOROBAN_RPC_URL it has to have 1 to ${mostContracts}, ` +
        'separated by commas.',
    )
  }
  for (const id of contractIds) {
    if (!isContractId(id)) {
      mistakes.push(`CONTRACT_IDS has "${id}": it has to be C and 55 more letters and digits.`)
    }
  }
  return {
    rpcUrl,
    contractIds,
    startLedger: read.whole('START_LEDGER', undefined, 1, 2 ** 32 - 1),
    pollMs: read.whole('CHAIN_POLL_MS', 5_000, 100, 3_600_000),
    onGap: read.word('CHAIN_GAP', ['not-ready', 'continue'], 'not-ready'),
  }
}
