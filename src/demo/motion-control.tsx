/** How much the numbers move (WCAG 2.2.2): as they change, once a second, or not at all. */
import { useEffect } from 'react'
import { useMotion } from '../index.ts'
import { Choice } from './choice.tsx'
import { usePageMessages } from './page-language.tsx'

export type Motion = 'live' | 'slow' | 'paused'

const slowMs = 1_000

export function MotionControl(props: { motion: Motion; onChange: (motion: Motion) => void }) {
  const { motion, onChange } = props
  const { pause, resume, slowDown } = useMotion()

  useEffect(() => {
    slowDown(motion === 'slow' ? slowMs : 0)
    if (motion === 'paused') pause()
    else resume()
  }, [motion, pause, resume, slowDown])

  const { page } = usePageMessages()
  const options = [
    { value: 'live', label: page.live },
    { value: 'slow', label: page.slow },
    { value: 'paused', label: page.paused },
  ] as const
  return (
    <div className="labelled-choice">
      <span aria-hidden="true">{page.numbers}</span>
      <Choice label={page.numberUpdates} options={options} value={motion} onChange={onChange} />
    </div>
  )
}
