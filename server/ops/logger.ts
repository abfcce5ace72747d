/** A logger that says nothing: for tests and browser tabs. Node's real one is in server/node. */
import type { Logger } from '../ports.ts'

const nothing = () => {}

/** Says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
