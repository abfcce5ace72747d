/**
 * Whose streams the page shows, kept in the address bar (`?account=G…`) so that a view can be linked,
 * reloaded and walked through with the browser's own buttons.
 */
import { useCallback, useSyncExternalStore } from 'react'
import { isAccountAddress } from '../feeds/payments/index.ts'
import { knownAccounts } from './directory.ts'

const parameter = 'account'
/** The page navigates with `pushState`, for which the browser dispatches no event. */
const moved = 'streamgauge:account'

/** The account in the address bar; the first known one when there is none or it is no address. */
function readAccount(): string {
  const asked = new URLSearchParams(location.search).get(parameter)
  return asked !== null && isAccountAddress(asked) ? asked : (knownAccounts[0]?.address ?? '')
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener)
  addEventListener(moved, listener)
  return () => {
    removeEventListener('popstate', listener)
    removeEventListener(moved, listener)
  }
}

export function useAccount(): readonly [string, (address: string) => void] {
  const account = useSyncExternalStore(subscribe, readAccount)
  const setAccount = useCallback((address: string) => {
    const url = new URL(location.href)
    url.searchParams.set(parameter, address)
    history.pushState(null, '', url)
    dispatchEvent(new Event(moved))
  }, [])
  return [account, setAccount]
}
