/**
 * The clock of the stories in the toolbar: hold, 1×, 60×, an hour later, and a slider over thirty days. Without JSX, which
 * Storybook compiles for a global React here.
 */
import { createElement, type ReactElement, useState } from 'react'
import { useChannel, useGlobals } from 'storybook/manager-api'
import { useTheme } from 'storybook/theming'
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

const digits = { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } as const

const pressedBackground = 'rgb(2 156 253 / 14%)'

export function ClockTool(): ReactElement {
  const [globals, updateGlobals] = useGlobals()
  const [elapsedMs, setElapsedMs] = useState(0)
  useChannel({ [clockEvent]: (ms: number) => setElapsedMs(ms) })
  const { barSelectedColor } = useTheme()
  const pressed = { ...button, background: pressedBackground, color: barSelectedColor }
  const at = Number(globals['at'] ?? 0)
  const now = new Date(storyStartMs + elapsedMs)
  const rates = (Object.keys(clockRates) as ClockRate[]).map((rate) => {
    const isChosen = globals['clock'] === rate
    return createElement(
      'button',
      {
        key: rate,
        type: 'button',
        'aria-pressed': isChosen,
        style: isChosen ? pressed : button,
        onClick: () => updateGlobals({ clock: rate }),
      },
      labels[rate],
    )
  })
  const later = createElement(
    'button',
    { type: 'button', style: button, onClick: () => updateGlobals({ at: at + 3_600 }) },
    '+1 h',
  )
  const slider = {
    type: 'range',
    'aria-label': 'Later, up to thirty days',
    min: 0,
    max: longestScrub,
    step: 3_600,
    value: at,
    style: { inlineSize: 72 },
    onChange: (event: { readonly currentTarget: HTMLInputElement }) =>
      updateGlobals({ at: Number(event.currentTarget.value) }),
  }
  return createElement(
    'fieldset',
    { 'aria-label': 'Time in the story', style: group },
    ...rates,
    later,
    createElement('input', slider),
    createElement('time', { dateTime: now.toISOString(), style: digits }, printTime(now)),
  )
}

/** `20 Nov 14:02:11`, in UTC as in the stories. */
function printTime(time: Date): string {
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return `${day} ${time.toISOString().slice(11, 19)}`
}
