/**
 * Changes an order. The change names the version that it was entered for; if the order has another one by then, the
 * server refuses it, and both versions are shown.
 */
import type { FormEvent } from 'react'
import type { OrderStatus } from '../../feeds/orders/index.ts'
import { FieldContent } from '../../widgets/form/field.tsx'
import { SubmitButton } from '../submit-button.tsx'
import { type EditableField, orderProblemCodes } from './messages/orders-messages.ts'
import { changedSince, fieldText, type OrderDraft, type VersionedOrder } from './order-draft.ts'
import { statusOptions } from './order-status.tsx'
import { useOrdersMessages } from './orders-language.ts'
import { type OrderEdit, type OrderEditOptions, useOrderEdit } from './use-order-edit.ts'

export function EditForm(props: OrderEditOptions) {
  const { order } = props
  const edit = useOrderEdit(props)
  const { edit: texts, problem, status } = useOrdersMessages()
  const { draft, error } = edit
  const code = orderProblemCodes.find((known) => known === error?.code)

  function control(field: EditableField) {
    return {
      className: field === 'status' ? 'sg-input sg-select' : 'sg-input',
      name: field,
      value: draft?.values[field] ?? fieldText(order, field),
      onChange: (event: { currentTarget: { value: string } }) =>
        edit.enter(field, event.currentTarget.value),
    }
  }
  const label = (field: EditableField) => ({
    label: texts.field[field],
    hint: <ChangedHint field={field} draft={draft} order={order} />,
  })

  return (
    <form
      className="order-form"
      aria-label={texts.title}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        edit.save()
      }}
    >
      <div className="sg-field">
        <FieldContent {...label('status')}>
          {(wiring) => (
            <select {...wiring} {...control('status')}>
              {statusOptions.map((option) => (
                <option key={option} value={option}>
                  {status[option]}
                </option>
              ))}
              {order.status === 'unspecified' && (
                <option value="unspecified">{status.unspecified}</option>
              )}
            </select>
          )}
        </FieldContent>
      </div>
      <div className="sg-field">
        <FieldContent {...label('trackingNumber')}>
          {(wiring) => (
            <input {...wiring} {...control('trackingNumber')} autoComplete="off" maxLength={128} />
          )}
        </FieldContent>
      </div>
      <div className="sg-field">
        <FieldContent {...label('note')}>
          {(wiring) => <textarea {...wiring} {...control('note')} rows={2} maxLength={1000} />}
        </FieldContent>
      </div>
      {edit.hasConflict && <Conflict order={order} edit={edit} />}
      {error && (
        <p className="form-error" role="alert">
          {code ? problem[code] : error.message}
        </p>
      )}
      <div className="form-actions">
        <span className="order-saved" role="status">
          {edit.isSaved && texts.saved}
        </span>
        {draft && !edit.hasConflict && (
          <button type="button" className="button" onClick={edit.discard}>
            {texts.discard}
          </button>
        )}
        {!edit.hasConflict && (
          <SubmitButton
            label={texts.save}
            sending={texts.saving}
            isSending={edit.isSaving}
            isDisabled={draft === null}
          />
        )}
      </div>
    </form>
  )
}

/** That a field which is being changed here was changed elsewhere. */
function ChangedHint(props: {
  field: EditableField
  draft: OrderDraft | null
  order: VersionedOrder
}) {
  const { field, draft, order } = props
  const { edit: texts } = useOrdersMessages()
  const value = usePrintedValue(order, field)
  const isChanged =
    draft !== null &&
    draft.values[field] !== undefined &&
    changedSince(draft, order).includes(field)
  return isChanged ? texts.changedMeanwhile({ value }) : null
}

function usePrintedValue(order: VersionedOrder, field: EditableField): string {
  const { edit, status } = useOrdersMessages()
  return printValue(field, fieldText(order, field), status, edit.none)
}

function printValue(
  field: EditableField,
  value: string,
  status: { readonly [Status in OrderStatus]: string },
  none: string,
): string {
  if (value === '') return none
  return field === 'status' ? status[value as OrderStatus] : value
}

/** Both versions of an order, and what can be done about it. */
function Conflict({ order, edit }: { order: VersionedOrder; edit: OrderEdit }) {
  const { edit: texts, status } = useOrdersMessages()
  const { draft } = edit
  if (draft === null) return null
  const entered = Object.keys(draft.values) as EditableField[]
  const fields = [...new Set([...changedSince(draft, order), ...entered])]
  const print = (field: EditableField, value: string) =>
    printValue(field, value, status, texts.none)
  return (
    <div className="order-conflict" role="alert">
      <p>{texts.conflict}</p>
      <dl>
        {fields.map((field) => (
          <div key={field}>
            <dt>{texts.field[field]}</dt>
            <dd>
              <span>{texts.theirs}</span> {print(field, fieldText(order, field))}
            </dd>
            {draft.values[field] !== undefined && (
              <dd>
                <span>{texts.mine}</span> {print(field, draft.values[field])}
              </dd>
            )}
          </div>
        ))}
      </dl>
      <div className="button-row">
        <button
          type="button"
          className="button button-small button-primary"
          disabled={edit.isSaving}
          onClick={edit.saveAnyway}
        >
          {texts.saveAnyway}
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={edit.isSaving}
          onClick={edit.discard}
        >
          {texts.takeTheirs}
        </button>
      </div>
    </div>
  )
}
