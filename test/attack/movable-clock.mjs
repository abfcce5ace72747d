/**
 * Loaded before a server (`node --import`), so that an attack can set its wall clock: SIGUSR2 moves it by `CLOCK_BY_MS`
 * and the next one moves it back. With `CLOCK_MOVED=1` it is moved from the start. The monotonic clock is untouched.
 */
const byMs = Number(process.env.CLOCK_BY_MS ?? 0)
const now = Date.now
let isMoved = process.env.CLOCK_MOVED === '1'

Date.now = () => now() + (isMoved ? byMs : 0)
process.on('SIGUSR2', () => {
  isMoved = !isMoved
})
