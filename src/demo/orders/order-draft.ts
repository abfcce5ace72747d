/**
 * What a person has entered for an order, on top of the version that it was entered for. Pure: an order that changes
 * meanwhile is compared with that version, field by field.
 */
import type { Order } from '../../feeds/orders/index.ts'
import { type EditableField, editableFields } from './messages/orders-messages.ts'

/** An order with its version: the `ts` of its last change. */
export type VersionedOrder = Order & { readonly ts: number }

/** The values of fields as they are entered: empty for none. */
export type EnteredValues = { readonly [Field in EditableField]?: string }

/** Changes that are not saved yet. */
export interface OrderDraft {
  /** The version that they were entered for. */
  readonly base: VersionedOrder
  readonly values: EnteredValues
}

/** A field as it is entered. */
export function fieldText(order: Order, field: EditableField): string {
  return order[field] ?? ''
}

/** The draft after a field was changed; null when nothing differs from its version any more. */
export function withValue(
  draft: OrderDraft | null,
  latest: VersionedOrder,
  field: EditableField,
  value: string,
): OrderDraft | null {
  const { base, values } = draft ?? { base: latest, values: {} }
  const { [field]: _, ...others } = values
  const next: EnteredValues =
    value === fieldText(base, field) ? others : { ...others, [field]: value }
  return Object.keys(next).length === 0 ? null : { base, values: next }
}

/** The changes as a merge patch: `null` removes a field. */
export function patchOf({ values }: OrderDraft): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const trimmed = value.trim()
      return [field, trimmed === '' ? null : trimmed]
    }),
  )
}

/** The fields that others have changed since the draft was begun. */
export function changedSince(
  { base }: OrderDraft,
  latest: VersionedOrder,
): readonly EditableField[] {
  return editableFields.filter((field) => fieldText(base, field) !== fieldText(latest, field))
}

/** The same changes on top of the latest version; null if that has them already. */
export function rebased({ values }: OrderDraft, latest: VersionedOrder): OrderDraft | null {
  const left = Object.entries(values).filter(
    ([field, value]) => value !== fieldText(latest, field as EditableField),
  )
  return left.length === 0 ? null : { base: latest, values: Object.fromEntries(left) }
}
