/**
 * What the toolbar of Storybook decides for the world of a story: how fast its time passes, how its connection is and
 * how numbers move. Outside Storybook, as in tests, time stands still and nothing is changed.
 */
import { createContext } from 'react'
import type { ConnectionStatus, Session } from '../src/index.ts'
import type { StillWorld } from './still-world.ts'

/** How numbers move: as the system says, once a second, or not at all. */
export type StoryMotion = 'system' | 'reduced' | 'paused'

export interface StoryControlsState {
  /** How much later than in the story it is when a story is shown, in ms. */
  readonly startMs: number
  /** Counts how often the story was shown again for that. */
  readonly turn: number
  /** In place of the connection of the story; null: that of the story. */
  readonly connection: ConnectionStatus | null
  readonly motion: StoryMotion
}

/** The settings of the toolbar, for the stories below. */
export const StoryControls = createContext<StoryControlsState>({
  startMs: 0,
  turn: 0,
  connection: null,
  motion: 'system',
})

const shown = new Map<StillWorld, number>()

/** Lets the clock of the toolbar move a world until it is called back; a world that is shown twice moves once. */
export function moveWithClock(world: StillWorld): () => void {
  shown.set(world, (shown.get(world) ?? 0) + 1)
  return () => {
    const places = (shown.get(world) ?? 1) - 1
    if (places === 0) shown.delete(world)
    else shown.set(world, places)
  }
}

/** Lets time pass in every story that is shown. */
export function advanceStories(ms: number): void {
  for (const world of [...shown.keys()]) world.advance(ms)
}

/** How much time has passed in the story that is shown, in ms. */
export function storyElapsedMs(): number {
  const [world] = shown.keys()
  return world?.elapsedMs() ?? 0
}

const askedBy = 'toolbar'

/** Applies the motion to the numbers of a session until it is called back. */
export function applyMotion(ticker: Session['ticker'], motion: StoryMotion): () => void {
  if (motion === 'system') return () => {}
  if (motion === 'paused') {
    ticker.pause()
    return () => ticker.resume()
  }
  ticker.setMinIntervalMs(1_000, askedBy)
  return () => ticker.setMinIntervalMs(0, askedBy)
}
