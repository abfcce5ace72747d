/** The clock of the stories in the toolbar: hold, 1×, 60×, an hour later, and a slider over thirty days. */
import { useState } from 'react'
import { useChannel, useGlobals } from 'storybook/manager-api'
import { type ClockRate, clockEvent, clockRates, longestScrub, storyStartMs } from './toolbar.ts'

const labels: Readonly<Record<ClockRate, string>> = { hold: 'Hold', '1x': '1×', '60x': '60×' }

const button = {
  minInlineSize: 32,
  blockSize: 26,
  padding: '0 8px',
  border: 0,
  borderRadius: 4,
  background: 'transparent',
  color: 'inherit',
  font: 'inherit',
  cursor: 'pointer',
} as const

const group = {
  display: 'flex',
  gap: 2,
  alignItems: 'center',
  margin: 0,
  padding: 0,
  border: 0,
  fontSize: 12,
} as const

const pressed = { ...button, background: 'rgb(2 156 253 / 14%)', color: 'rgb(0 105 173)' } as const

export function ClockTool() {
  const [globals, updateGlobals] = useGlobals()
  const [elapsedMs, setElapsedMs] = useState(0)
  useChannel({ [clockEvent]: (ms: number) => setElapsedMs(ms) })
  const at = Number(globals['at'] ?? 0)
  const now = new Date(storyStartMs + elapsedMs)
  return (
    <fieldset aria-label="Time in the story" style={group}>
      {(Object.keys(clockRates) as ClockRate[]).map((rate) => (
        <button
          key={rate}
          type="button"
          aria-pressed={globals['clock'] === rate}
          style={globals['clock'] === rate ? pressed : button}
          onClick={() => updateGlobals({ clock: rate })}
        >
          {labels[rate]}
        </button>
      ))}
      <button type="button" style={button} onClick={() => updateGlobals({ at: at + 3_600 })}>
        +1 h
      </button>
      <input
        type="range"
        aria-label="Days later"
        min={0}
        max={longestScrub}
        step={3_600}
        value={at}
        style={{ inlineSize: 96 }}
        onChange={(event) => updateGlobals({ at: Number(event.currentTarget.value) })}
      />
      <time dateTime={now.toISOString()} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {printTime(now)}
      </time>
    </fieldset>
  )
}

/** `20 Nov 14:02:11`, in UTC as in the stories. */
function printTime(time: Date): string {
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return `${day} ${time.toISOString().slice(11, 19)}`
}
