/** How much the numbers move (WCAG 2.2.2): as they change, once a second, or not at all. */
import { useEffect } from 'react'
import { useMotion } from '../index.ts'
import { Choice } from './choice.tsx'

const options = [
  { value: 'live', label: 'Live' },
  { value: 'slow', label: 'Slow' },
  { value: 'paused', label: 'Paused' },
] as const

export type Motion = (typeof options)[number]['value']

const slowMs = 1_000

export function MotionControl(props: { motion: Motion; onChange: (motion: Motion) => void }) {
  const { motion, onChange } = props
  const { pause, resume, slowDown } = useMotion()

  useEffect(() => {
    slowDown(motion === 'slow' ? slowMs : 0)
    if (motion === 'paused') pause()
    else resume()
  }, [motion, pause, resume, slowDown])

  return (
    <div className="labelled-choice">
      <span aria-hidden="true">Numbers</span>
      <Choice label="Number updates" options={options} value={motion} onChange={onChange} />
    </div>
  )
}
