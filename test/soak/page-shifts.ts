/**
 * Classifies the layout shifts of the page while it was used. Browsers do not count shifts within 500 ms after
 * an input. Here only shifts that the input has requested are expected; all others are faults.
 */
import type { RecordedShift, ShiftSource } from './page-probe.ts'

/** How long after the last input the page counts as in use. */
const inUseMs = 3_000

/** A server that is killed while a stream is created answers after its restart. */
const answerMs = 5_000

interface Cause {
  readonly name: string
  readonly isCauseOf: (shift: RecordedShift) => boolean
}

const isOnlyIn = (shift: RecordedShift, only: ShiftSource['place']) =>
  shift.sources.every(({ place }) => place === only || place === 'unknown')

/** The list shows what is new at once, and a stream that was created when the server has answered. */
function isAnsweredRequest({ hadRecentInput, lastInput, sinceInputMs }: RecordedShift): boolean {
  if (/^press .* \/ (new|Update list)$/.test(lastInput)) return hadRecentInput
  return /^press .* \/ Create stream$/.test(lastInput) && sinceInputMs < answerMs
}

const causes: readonly Cause[] = [
  {
    // Nothing is held then. On a busy machine the pause between two inputs can be that long.
    name: 'the page was not in use',
    isCauseOf: ({ hadRecentInput, idleMs }) => !hadRecentInput && idleMs >= inUseMs,
  },
  {
    name: 'new cards or entries that were asked for',
    isCauseOf: (shift) =>
      isAnsweredRequest(shift) && (isOnlyIn(shift, 'list') || isOnlyIn(shift, 'feed')),
  },
  {
    name: 'another view, density or theme that was asked for',
    isCauseOf: ({ hadRecentInput, lastInput }) =>
      hadRecentInput &&
      /^press (view|page \/ (Comfortable|Compact|Light|Dark|System))\b/.test(lastInput),
  },
  {
    name: 'rows that were sorted',
    isCauseOf: ({ hadRecentInput, lastInput, sources }) =>
      hadRecentInput &&
      lastInput.startsWith('press sort / ') &&
      sources.every(({ text }) => text.includes('<sg-table__')),
  },
  {
    name: 'a text that was written again in its place',
    isCauseOf: ({ sources }) =>
      sources.length > 0 && sources.every(({ place }) => place === 'same'),
  },
  {
    // It grows at one side, and nothing else has moved.
    name: 'more digits of a number that stayed in its place',
    isCauseOf: ({ sources }) =>
      sources.length > 0 && sources.every(({ place }) => place === 'number' || place === 'same'),
  },
]

/** Undefined if the shift is not expected. */
export function causeOf(shift: RecordedShift): string | undefined {
  return causes.find(({ isCauseOf }) => isCauseOf(shift))?.name
}

/** The shifts that are not expected. */
export function findJumps(shifts: readonly RecordedShift[]): readonly RecordedShift[] {
  return shifts.filter((shift) => causeOf(shift) === undefined)
}

export function describeJump(shift: RecordedShift): string {
  const { value, lastInput, sinceInputMs, idleMs, sources } = shift
  return (
    `layout shift of ${value.toFixed(4)}, ${Math.round(sinceInputMs)} ms after "${lastInput}" and ` +
    `${Math.round(idleMs)} ms after the last movement: ${sources.map(({ text }) => text).join('; ')}`
  )
}

/** One line for each cause, and one for jumps. */
export function summarizeShifts(shifts: readonly RecordedShift[]): readonly string[] {
  const line = (name: string, list: readonly RecordedShift[]) => {
    const sum = list.reduce((total, { value }) => total + value, 0)
    return `layout shift ${sum.toFixed(3)} in ${list.length}: ${name}`
  }
  return [
    line('without a cause', findJumps(shifts)),
    ...causes.flatMap(({ name }) => {
      const list = shifts.filter((shift) => causeOf(shift) === name)
      return list.length > 0 ? [line(name, list)] : []
    }),
  ]
}
