/**
 * Whether a form has been submitted, and nothing has been pressed since: its user waits for the outcome and
 * expects the page to change. After any other press an outcome that comes late would move what is used by then.
 */
import { useCallback, useEffect, useRef } from 'react'

/**
 * @param selector of the form
 * @returns a function with the answer at the time of its call; the same at every render
 */
export function useIsLastSubmit(selector: string): () => boolean {
  const isLast = useRef(false)
  useEffect(() => {
    // A button or key that submits the form is pressed before it does.
    const press = () => {
      isLast.current = false
    }
    const submit = ({ target }: Event) => {
      isLast.current = target instanceof Element && target.matches(selector)
    }
    addEventListener('pointerdown', press, true)
    addEventListener('keydown', press, true)
    addEventListener('submit', submit, true)
    return () => {
      removeEventListener('pointerdown', press, true)
      removeEventListener('keydown', press, true)
      removeEventListener('submit', submit, true)
    }
  }, [selector])
  return useCallback(() => isLast.current, [])
}
