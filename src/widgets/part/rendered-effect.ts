/** An effect that runs before the page is painted. */
import { useEffect, useLayoutEffect } from 'react'

/** `useLayoutEffect`, but not on a server, where React warns about it. */
export const useRenderedEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect
