/** A sentence in which one part, such as an amount, stands out wherever the language has put it. */
export function Emphasized({ text, part }: { text: string; part: string }) {
  const at = text.indexOf(part)
  if (at < 0) return <>{text}</>
  return (
    <>
      {text.slice(0, at)}
      <strong>{part}</strong>
      {text.slice(at + part.length)}
    </>
  )
}
