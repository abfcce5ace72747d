/** Changing one order: what was entered, sending it, and what to do when the order has another version by then. */
import { useCallback, useRef, useState } from 'react'
import { CommandError } from '../command-error.ts'
import type { EditableField } from './messages/orders-messages.ts'
import { type OrderDraft, rebased, type VersionedOrder, withValue } from './order-draft.ts'
import type { OrderRequests } from './order-requests.ts'

export interface OrderEdit {
  readonly draft: OrderDraft | null
  readonly isSaving: boolean
  /** The last change was saved, and nothing was entered since. */
  readonly isSaved: boolean
  /** The server has refused the change because the order has another version. */
  readonly hasConflict: boolean
  /** Why else it was not saved. */
  readonly error: CommandError | null
  enter(field: EditableField, value: string): void
  save(): void
  /** Saves the same changes on top of the latest version. */
  saveAnyway(): void
  discard(): void
}

export interface OrderEditOptions {
  /** The latest version that the page has. */
  readonly order: VersionedOrder
  readonly requests: Pick<OrderRequests, 'save'>
  readonly onSaved: (order: VersionedOrder) => void
  /** The page has not received the version yet that the server compares with. */
  readonly onConflict: () => void
}

const versionConflict = 'version_mismatch'

export function useOrderEdit({
  order,
  requests,
  onSaved,
  onConflict,
}: OrderEditOptions): OrderEdit {
  const [draft, setDraft] = useState<OrderDraft | null>(null)
  const [isSaving, setIsSaving] = useState(false)
  const [isSaved, setIsSaved] = useState(false)
  const [error, setError] = useState<CommandError | null>(null)
  const isBusy = useRef(false)

  async function send(changes: OrderDraft): Promise<void> {
    if (isBusy.current) return
    isBusy.current = true
    setIsSaving(true)
    try {
      const saved = await requests.save(changes)
      onSaved(saved)
      // What was entered meanwhile stays.
      setDraft((now) => (now === changes ? null : now && rebased(now, saved)))
      setError(null)
      setIsSaved(true)
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
      setDraft((now) => now && rebased(now, now.base))
      setError(failure)
      if (failure.code === versionConflict) onConflict()
    } finally {
      isBusy.current = false
      setIsSaving(false)
    }
  }

  const discard = useCallback(() => {
    setDraft(null)
    setError(null)
    setIsSaved(false)
  }, [])
  const hasConflict = error?.code === versionConflict
  return {
    draft,
    isSaving,
    isSaved: isSaved && draft === null,
    hasConflict,
    error: hasConflict ? null : error,
    discard,
    enter(field, value) {
      const { base, values } = draft ?? { base: order, values: {} }
      // While a change is being saved, the old value is a change too.
      const next = isBusy.current
        ? { base, values: { ...values, [field]: value } }
        : withValue(draft, order, field, value)
      setDraft(next)
      setIsSaved(false)
      if (!hasConflict || next === null) setError(null)
    },
    save() {
      if (draft) void send(draft)
    },
    saveAnyway() {
      const next = draft && rebased(draft, order)
      setDraft(next)
      if (next) void send(next)
      else setError(null)
    },
  }
}
