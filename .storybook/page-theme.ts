/** The theme that the toolbar has, for pages of documentation: Storybook gives it to stories only. */
import { useSyncExternalStore } from 'react'
import { GLOBALS_UPDATED, SET_GLOBALS } from 'storybook/internal/core-events'
import { addons } from 'storybook/preview-api'
import type { ThemeName } from './storybook-theme.ts'

let theme: ThemeName = /(^|;)theme:!?dark/.test(
  new URLSearchParams(location.search).get('globals') ?? '',
)
  ? 'dark'
  : 'light'
const listeners = new Set<() => void>()

function note({ globals }: { readonly globals: Readonly<Record<string, unknown>> }): void {
  theme = globals['theme'] === 'dark' ? 'dark' : 'light'
  for (const listener of listeners) listener()
}

/** Follows the toolbar from now on; pages that are opened later begin with its choice. */
export async function followToolbar(): Promise<void> {
  const channel = await addons.ready()
  channel.on(SET_GLOBALS, note)
  channel.on(GLOBALS_UPDATED, note)
}

/** The theme of the toolbar. */
export function usePageTheme(): ThemeName {
  return useSyncExternalStore(subscribe, () => theme)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
