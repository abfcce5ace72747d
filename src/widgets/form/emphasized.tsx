/** A sentence with one part emphasized, such as an amount, wherever the language puts it. */
export function Emphasized({ text, part }: { text: string; part: string }) {
  const at = text.indexOf(part)
  if (at < 0) return <>{text}</>
  return (
    <>
      {text.slice(0, at)}
      <strong className="sg-strong">{part}</strong>
      {text.slice(at + part.length)}
    </>
  )
}
