/**
 * Streams as FlowFi's contract stores them, read through the RPC's `getLedgerEntries`: the state behind the events, for
 * when events were lost, or lie further back than the RPC has them.
 */
import { decodeStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { ChainSnapshot } from '../ledger/chain-snapshot.ts'
import type { StellarSdk } from './chain-decoder.ts'
import { RpcFailure, type SorobanRpc } from './soroban-rpc.ts'

/**
 * Reads these streams of a contract, and the last id that it has issued. Those that it does not have are left out.
 *
 * @param streamIds at most 199: with the entry of the contract itself, the limit of keys in one request
 */
export async function readContractStreams(
  source: { readonly rpc: SorobanRpc; readonly sdk: StellarSdk; readonly contractId: string },
  streamIds: readonly string[],
  signal: AbortSignal,
): Promise<ChainSnapshot> {
  const { rpc, sdk, contractId } = source
  const { xdr, scValToNative, Address } = sdk
  const contract = new Address(contractId).toScAddress()
  const keys = [
    xdr.ScVal.scvLedgerKeyContractInstance(),
    ...streamIds.map((id) =>
      xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Stream'), xdr.ScVal.scvU64(BigInt(id))]),
    ),
  ].map((key) => {
    const durability = xdr.ContractDataDurability.persistent
    const data = new xdr.LedgerKeyContractData({ contract, key, durability })
    return xdr.LedgerKey.contractData(data).toXdr('base64')
  })
  const { entries, latestLedger } = await rpc.getLedgerEntries(keys, signal)
  let lastStreamId: string | null = null
  const streams = entries.flatMap((entry) => {
    const data = xdr.LedgerEntryData.fromXdr(entry, 'base64')
    if (data.type !== 'contractData') throw unreadable('its entry is not contract data')
    const { key, val } = data.contractData
    if (val.type === 'scvContractInstance') {
      const storage = new Map(
        (val.instance.storage ?? []).map((own) => [String(scValToNative(own.key)), own.val]),
      )
      const counter = storage.get('StreamCounter')
      // The contract writes it with its first stream.
      if (counter !== undefined) lastStreamId = String(scValToNative(counter))
      else if (storage.size === 0 || storage.has('ProtocolConfig')) lastStreamId = '0'
      return []
    }
    const [, streamId] = scValToNative(key) as readonly unknown[]
    const stream = streamOf(streamId, scValToNative(val))
    if (typeof stream === 'string') throw unreadable(stream)
    return [stream]
  })
  return { streams, ledger: latestLedger, contractId, lastStreamId }
}

/** `Stream` of the contract's types, as the SDK converts it: integers of 64 bits and more are bigint. */
function streamOf(streamId: unknown, stored: unknown): StreamState | string {
  if (typeof stored !== 'object' || stored === null) return 'its value is not a map'
  const text = (name: string) => {
    const value = (stored as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'bigint' ? value.toString() : value
  }
  const status = text('status')
  return decodeStreamState({
    streamId: String(streamId),
    sender: text('sender'),
    recipient: text('recipient'),
    tokenAddress: text('token_address'),
    ratePerSecond: text('rate_per_second'),
    depositedAmount: text('deposited_amount'),
    withdrawnAmount: text('withdrawn_amount'),
    startTime: text('start_time'),
    lastUpdateTime: text('last_update_time'),
    pausedAt: text('paused_at'),
    // An enum without values is a list with its name.
    status: Array.isArray(status) ? status[0] : status,
  })
}

function unreadable(why: string): RpcFailure {
  return new RpcFailure('bad_answer', `A stream of the contract cannot be read: ${why}`)
}
