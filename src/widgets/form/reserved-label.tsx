/** The text of a button that changes while it is sent: as wide as the longer of both, so that nothing moves. */
export function ReservedLabel(props: {
  readonly label: string
  readonly sending: string
  readonly isSending: boolean
}) {
  const { label, sending, isSending } = props
  return (
    <>
      <span className="sg-reserve" aria-hidden="true">
        {isSending ? label : sending}
      </span>
      {/* A new element for each text: the same one would be counted as a layout shift. */}
      <span key={String(isSending)}>{isSending ? sending : label}</span>
    </>
  )
}
