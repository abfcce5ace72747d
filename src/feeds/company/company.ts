/**
 * The company feed: the numbers and flags of a company's dashboard, each as it is now. Every company is a tenant:
 * `company(companyId)` is the feed of one. The server's part is in server/feeds/company.
 */
import {
  booleanField,
  clockField,
  type FieldsOf,
  fieldOf,
  optional,
  shortTextField,
} from '../../protocol/fields.ts'
import { type BodyCodec, fields } from '../body-codec.ts'
import { defineFeed, event, type FeedFilterOf } from '../definition.ts'
import type { EventDelivery } from '../event-delivery.ts'
import { forTenant } from '../tenant.ts'
import {
  type CompanyKind,
  companyKinds,
  isCompanyKey,
  isCompanyName,
  journeyFlagKey,
  journeyTopic,
  keyTopic,
  kindTopic,
  metricKey,
  sroiKey,
  visKey,
} from './keys.ts'

/** A number of the dashboard, as one event reports it. */
export interface NumberBody {
  /** As it is now. */
  readonly value: number
  /** What it was before, where the sender says so. Default: what the feed has seen last. */
  readonly previousValue?: number
  /** What it is about, such as `2026-Q3`. */
  readonly period?: string
  /** When it was measured, Unix milliseconds. */
  readonly atMs?: number
}

/** A metric as one event reports it. */
export interface MetricBody extends NumberBody {
  /** Its name, such as `active_volunteers`: letters, digits, dots, hyphens and underscores, at most 48. */
  readonly metric: string
  /** Such as `hours`. */
  readonly unit?: string
}

/** One flag of a journey, as one event reports it. */
export interface JourneyFlagBody {
  /** Name or id of the journey, spelt like a metric. */
  readonly journey: string
  /** Name of the flag, spelt like a metric. */
  readonly flag: string
  /** Whether it is set now. */
  readonly isSet: boolean
  /** When it changed, Unix milliseconds. */
  readonly atMs?: number
}

/** The newest state of a metric. */
export interface CompanyMetric extends MetricBody {
  readonly kind: 'metric'
}

/** The newest social return on investment: value created for each unit of money invested. */
export interface CompanySroi extends NumberBody {
  readonly kind: 'sroi'
}

/** The newest volunteer impact score. */
export interface CompanyVis extends NumberBody {
  readonly kind: 'vis'
}

/** The newest state of one flag. */
export interface CompanyJourneyFlag extends JourneyFlagBody {
  readonly kind: 'journey_flag'
}

/** What a dashboard shows, by {@link companyKeyOf}. */
export type CompanyItem = CompanyMetric | CompanySroi | CompanyVis | CompanyJourneyFlag

const numberField = fieldOf('a finite number', (json) =>
  typeof json === 'number' && Number.isFinite(json) ? json : undefined,
)
const nameField = fieldOf(
  'a name of at most 48 letters, digits, dots, hyphens and underscores',
  (json) => (typeof json === 'string' && isCompanyName(json) ? json : undefined),
)
const numberFields: FieldsOf<NumberBody> = {
  value: numberField,
  previousValue: optional(numberField),
  period: optional(shortTextField),
  atMs: optional(clockField),
}
const metricFields: FieldsOf<MetricBody> = {
  metric: nameField,
  ...numberFields,
  unit: optional(shortTextField),
}
const flagFields: FieldsOf<JourneyFlagBody> = {
  journey: nameField,
  flag: nameField,
  isSet: booleanField,
  atMs: optional(clockField),
}
const bodies = {
  metric: fields<MetricBody>(metricFields),
  sroi: fields<NumberBody>(numberFields),
  vis: fields<NumberBody>(numberFields),
  journey_flag: fields<JourneyFlagBody>(flagFields),
}

/** An item is the body of its last event, with its kind. */
const item: BodyCodec<CompanyItem> = {
  decode(json) {
    const { kind: given } = Object(json) as { readonly kind?: unknown }
    const kind = companyKinds.find((known) => known === given)
    if (kind === undefined) return `kind: expected ${companyKinds.join(', ')}`
    const body = bodies[kind].decode(json)
    // The table of bodies ties each kind to its fields.
    return typeof body === 'string' ? body : ({ ...body, kind } as CompanyItem)
  },
  encode: ({ kind, ...body }) => ({ kind, ...body }),
}

/** The key of an item: see `metricKey` and `journeyFlagKey`. */
export function companyKeyOf(of: CompanyItem): string {
  switch (of.kind) {
    case 'metric':
      return metricKey(of.metric)
    case 'journey_flag':
      return journeyFlagKey(of.journey, of.flag)
    case 'sroi':
      return sroiKey
    case 'vis':
      return visKey
  }
}

function topicsOfItem(of: CompanyItem): readonly string[] {
  const own = [keyTopic(companyKeyOf(of)), kindTopic(of.kind)]
  return of.kind === 'journey_flag' ? [...own, journeyTopic(of.journey)] : own
}

/** An event of the company feed. */
export type CompanyEvent =
  | ({ readonly type: 'metric_updated' } & MetricBody)
  | ({ readonly type: 'sroi_updated' } & NumberBody)
  | ({ readonly type: 'vis_updated' } & NumberBody)
  | ({ readonly type: 'journey_flag_updated' } & JourneyFlagBody)

/** What an event says, as the item that it would make. */
function reported({ type, ...body }: CompanyEvent): CompanyItem {
  // The type decides the kind, and the body is that of the kind.
  return { ...body, kind: kindsByType[type] } as CompanyItem
}

const kindsByType: Readonly<Record<CompanyEvent['type'], CompanyKind>> = {
  metric_updated: 'metric',
  sroi_updated: 'sroi',
  vis_updated: 'vis',
  journey_flag_updated: 'journey_flag',
}

/**
 * The item after an event. A sender that repeats a value does not hide the last change; so an event that
 * arrives twice counts once.
 */
function itemAfter(before: CompanyItem | undefined, happened: CompanyEvent): CompanyItem {
  const next = reported(happened)
  if (next.kind === 'journey_flag' || before === undefined || before.kind === 'journey_flag') {
    return next
  }
  const last = before.value === next.value ? before.previousValue : before.value
  const previousValue = next.previousValue ?? last
  return previousValue === undefined ? next : { ...next, previousValue }
}

/** A number that is late is of no use: slow clients are sent the newest of each key. Flags are sent one by one. */
const newestOnly: EventDelivery = { policy: 'conflate' }

/** The event table, filter and state of every company. Servers take it as it is; pages use {@link company}. */
export const companyDefinition = defineFeed({
  name: 'company',
  path: '/stream/updates',
  tenant: { parameter: 'companyId', claim: 'companyId' },
  isFilterOptional: true,
  events: {
    metric_updated: event({
      body: bodies.metric,
      delivery: newestOnly,
      meaning: 'A metric has a new value.',
      example: {
        metric: 'active_volunteers',
        value: 128,
        previousValue: 120,
        unit: 'people',
        atMs: 1_790_000_000_000,
      },
    }),
    sroi_updated: event({
      body: bodies.sroi,
      delivery: newestOnly,
      meaning: 'The social return on investment was computed again.',
      example: { value: 3.42, period: '2026-Q3', atMs: 1_790_000_000_000 },
    }),
    vis_updated: event({
      body: bodies.vis,
      delivery: newestOnly,
      meaning: 'The volunteer impact score was computed again.',
      example: { value: 78.5, period: '2026-Q3', atMs: 1_790_000_000_000 },
    }),
    journey_flag_updated: event({
      body: bodies.journey_flag,
      meaning: 'A flag of a journey was set or cleared.',
      example: {
        journey: 'onboarding',
        flag: 'profile_complete',
        isSet: true,
        atMs: 1_790_000_000_000,
      },
    }),
  },
  filter: {
    keys: {
      topic: 'key',
      isKey: true,
      accepts: isCompanyKey,
      noun: 'the key of a metric, a flag, sroi or vis',
      advice: 'Use metric:<name>, flag:<journey>:<flag>, sroi or vis',
    },
    kinds: {
      topic: 'kind',
      accepts: (text) => companyKinds.some((kind) => kind === text),
      noun: 'a kind of item',
      advice: `Use ${companyKinds.join(', ')}`,
    },
    journeys: {
      topic: 'journey',
      accepts: isCompanyName,
      noun: 'the name of a journey',
      advice: 'Use at most 48 letters, digits, dots, hyphens and underscores',
    },
  },
  topicsOf: (happened) => topicsOfItem(reported(happened)),
  state: {
    item,
    keyOf: companyKeyOf,
    keyOfEvent: (happened) => companyKeyOf(reported(happened)),
    topicsOf: topicsOfItem,
    reduce: {
      metric_updated: itemAfter,
      sroi_updated: itemAfter,
      vis_updated: itemAfter,
      journey_flag_updated: itemAfter,
    },
  },
})

/** What a subscriber can ask for; an empty filter is refused by the client, and means everything to a server. */
export type CompanyFilter = FeedFilterOf<typeof companyDefinition>

/**
 * The feed of one company.
 *
 * @param companyId 1 to 64 letters, digits, dots, hyphens or underscores, the first a letter or digit
 * @returns the same object for the same company, so that it can be called in a render
 * @throws ProtocolError `bad_tenant` for an id that no company can have
 * @example
 * const session = createFeedSession({ feed: company('acme'), url: '', filter: { all: true } })
 */
export function company(companyId: string): typeof companyDefinition {
  return forTenant(companyDefinition, companyId)
}
