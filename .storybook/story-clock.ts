/** The running clock of the toolbar: moves the time of the stories that are shown, frame by frame. */
import { addons } from 'storybook/preview-api'
import { advanceStories, storyElapsedMs } from '../stories/story-controls.ts'
import { type ClockRate, clockEvent, clockRates } from './toolbar.ts'

/** More than this at once is a page that was in the background. */
const longestFrameMs = 250
const reportEveryMs = 200

let rate = 0
let frame = 0
let lastMs = 0
let reportedMs = 0

/** Sets how fast time passes in all stories of the page. */
export function setStoryClock(chosen: ClockRate): void {
  rate = clockRates[chosen] ?? 0
  cancelAnimationFrame(frame)
  lastMs = performance.now()
  if (rate > 0) frame = requestAnimationFrame(run)
  report()
}

function run(nowMs: number): void {
  const passedMs = Math.min(longestFrameMs, Math.max(0, nowMs - lastMs))
  lastMs = nowMs
  advanceStories(passedMs * rate)
  if (nowMs - reportedMs >= reportEveryMs) {
    reportedMs = nowMs
    report()
  }
  frame = requestAnimationFrame(run)
}

/** Shows the toolbar what time it is in the story. */
export function report(): void {
  addons.getChannel().emit(clockEvent, storyElapsedMs())
}
