/** What the toolbar can choose, for both sides of Storybook: the frame of the stories and the window around it. */

/** How fast time passes in a story. */
export const clockRates = { hold: 0, '1x': 1, '60x': 60 } as const
export type ClockRate = keyof typeof clockRates

/** The time of every story before the clock has moved it: that of stories/still-world.ts. */
export const storyStartMs = Date.UTC(2026, 10, 20, 14, 2, 11)

/** How far the slider goes, in seconds: the length of most streams of the stories. */
export const longestScrub = 30 * 86_400

/** Sent by the frame: how much time has passed in the story, in ms. */
export const clockEvent = 'streamgauge/story-clock'

/** States of a connection; `story`: as the story has it. */
export const connections = [
  'story',
  'live',
  'connecting',
  'stale',
  'reconnecting',
  'offline',
  'paused',
  'signed-out',
  'failed',
  'closed',
] as const
export type ConnectionChoice = (typeof connections)[number]

export const motions = ['system', 'reduced', 'paused'] as const
