/**
 * The button that sends a form. As wide as the longer of its two texts, so that the button next to it stays
 * where it is.
 */

export function SubmitButton(props: {
  label: string
  sending: string
  isSending: boolean
  /** There is nothing to send. */
  isDisabled?: boolean
}) {
  const { label, sending, isSending, isDisabled = false } = props
  return (
    <button type="submit" className="button button-primary" disabled={isSending || isDisabled}>
      <span className="button-reserve" aria-hidden="true">
        {isSending ? label : sending}
      </span>
      {/* A new element for each text: the same one would be counted as a layout shift. */}
      <span key={String(isSending)}>{isSending ? sending : label}</span>
    </button>
  )
}
