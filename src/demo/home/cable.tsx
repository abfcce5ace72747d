/** Two ends of a cable, together or apart. Says nothing that the text next to it does not say. */
export function Cable({ from, to, isPulled }: { from: string; to: string; isPulled: boolean }) {
  return (
    <div className="cable" data-pulled={isPulled ? '' : undefined} aria-hidden="true">
      <span>{from}</span>
      <i />
      <svg viewBox="0 0 64 32" width="64" height="32" aria-hidden="true">
        <g className="cable-plug">
          <path d="M0 16h14M32 12h8M32 20h8" />
          <path d="M14 8h12a6 6 0 0 1 6 6v4a6 6 0 0 1-6 6h-12z" />
        </g>
        <g className="cable-socket">
          <path d="M64 16h-12" />
          <path d="M52 8h-9a5 5 0 0 0-5 5v6a5 5 0 0 0 5 5h9z" />
        </g>
      </svg>
      <i />
      <span>{to}</span>
    </div>
  )
}
