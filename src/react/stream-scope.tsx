/**
 * A scope for one payment stream: computes the stream's summary once, and every hook and widget below
 * that shows the same stream reads it from context. Renders no element.
 *
 * S1 Below a scope, a hook or widget of the same stream adds no subscription for the summary.
 * S2 Another stream, other options or another provider is computed separately: a scope never changes
 *    what is shown, only how often it is computed.
 */
import {
  createContext,
  type Provider,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
} from 'react'
import { type Gauge, useGauge } from './session-context.ts'
import type { StreamReference, StreamSummary } from './stream-summary.ts'
import { useComputedSummary } from './use-computed-summary.ts'

/** What is below a scope. */
export interface Scope {
  readonly reference: StreamReference
  readonly summary: StreamSummary
  /** The provider whose account, tokens and store the summary is computed with. */
  readonly gauge: Gauge
}

const ScopeContext = createContext<Scope | null>(null)
ScopeContext.displayName = 'StreamScope'

/** For a widget that is a scope itself, with the value of {@link useOwnScope}. */
export const ScopeProvider: Provider<Scope | null> = ScopeContext.Provider

/** Props of {@link StreamScope}: the stream, and how it is shown. */
export interface StreamScopeProps extends StreamReference {
  /** Widgets of this stream, which need no `streamId` of their own. */
  readonly children?: ReactNode
}

/**
 * The payment stream of everything below it. Widgets and hooks inside need no `streamId`, and share one
 * summary: use it around widgets that you combine into a card of your own.
 *
 * @example
 * <StreamScope streamId="42">
 *   <StreamStatusBadge />
 *   <FlowingBalance kind="remaining" />
 *   <StreamProgress />
 * </StreamScope>
 */
export function StreamScope({ children, ...given }: StreamScopeProps): ReactElement {
  return <ScopeProvider value={useOwnScope(given)}>{children}</ScopeProvider>
}

/** The scope of one payment stream: the same object until something in it changes. */
export function useOwnScope(given: StreamReference): Scope {
  const { reference, summary, gauge } = useScope(given)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields of the reference, a new object at every render
  return useMemo<Scope>(
    () => ({ reference, summary, gauge }),
    [summary, gauge, ...fields.map((field) => reference[field])],
  )
}

/** The summary of a payment stream: that of the scope above, or one of its own. */
export function useStreamSummary(given: StreamReference): StreamSummary {
  return useScope(given).summary
}

/** Whether there is a scope above, of the same provider. */
export function useHasStreamScope(): boolean {
  const gauge = useGauge()
  return useContext(ScopeContext)?.gauge === gauge
}

const fields = [
  'stream',
  'streamId',
  'token',
  'decimals',
  'direction',
  'criticalWithinSeconds',
] as const satisfies readonly (keyof StreamReference)[]

function useScope(given: StreamReference): Scope {
  const gauge = useGauge()
  const above = useContext(ScopeContext)
  const scope = above?.gauge === gauge ? above : null
  const reference = scope ? resolveReference(given, scope.reference) : given
  const isShared = scope !== null && fields.every((f) => reference[f] === scope.reference[f])
  const summary = useComputedSummary(reference, isShared ? scope.summary : null)
  return { reference, summary, gauge }
}

/** What is given, completed by the scope unless another stream is given. A stream wins over an id. */
function resolveReference(given: StreamReference, scope: StreamReference): StreamReference {
  const { stream, streamId } = given
  const isOther = stream
    ? stream !== scope.stream
    : streamId != null && (scope.stream !== undefined || streamId !== scope.streamId)
  return isOther
    ? given
    : Object.fromEntries(fields.map((field) => [field, given[field] ?? scope[field]]))
}
