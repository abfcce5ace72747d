/** The states that widgets are in most of the time, under the names that stories give them. */
export const typicalStates: ReadonlySet<string> = new Set([
  'Streaming',
  'Live',
  'Ready',
  'Net',
  'Several',
])
