/** Fails a test in which anything was printed as an error: React reports missing `act` calls that way. */
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'

/** For every test of the file: nothing is printed until it is unmounted, and then spies are restored. */
export function expectNoConsoleErrors(): void {
  // Testing Library sets this itself only where the hooks of the runner are globals.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  let errors: MockInstance<typeof console.error>
  beforeEach(() => {
    errors = vi.spyOn(console, 'error')
  })
  afterEach(() => {
    cleanup()
    expect(errors.mock.calls).toEqual([])
    vi.restoreAllMocks()
  })
}
