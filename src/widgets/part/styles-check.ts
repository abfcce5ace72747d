/** Warns where styled widgets have no styles. For development only (warnings.ts). */
import { useEffect } from 'react'
import { useSession } from '../../react/session-context.ts'
import { warnOnce } from '../../warnings.ts'

/** How long a stylesheet may take to load. */
const patienceMs = 3000

/** The widgets that are checked already or about to be: one of each kind is enough. */
const checked = new Set<string>()

/**
 * @param widget its name
 * @param className the class of its root
 * @param sheet which style sheet has its look, next to the variables of styles.css
 */
export function useStylesCheck(
  widget: string,
  className: string,
  sheet: 'styles' | 'dashboard' | 'table' | 'actions' = 'styles',
): void {
  const { timers } = useSession().platform
  useEffect(() => {
    // Without layers, as in jsdom, no stylesheet of this package has an effect.
    if (typeof CSSLayerBlockRule !== 'function' || checked.has(widget)) return
    checked.add(widget)
    timers.after(patienceMs, () => {
      const root = document.querySelector(`.${className}`)
      // Not in the page any more, or not laid out: there are no styles to miss.
      if (!root?.getBoundingClientRect().height) checked.delete(widget)
      // Every root computes it: widgets/theme/tokens.css.
      else if (!isComputed(root, '--_sg-ink')) warnOnce('styles_missing', widget)
      // The widgets of a style sheet compute a variable of its name.
      else if (sheet !== 'styles' && !isComputed(root, `--_sg-${sheet}`)) {
        warnOnce(`${sheet}_styles_missing`, widget)
      }
    })
  }, [widget, className, sheet, timers])
}

const isComputed = (element: Element, name: string) =>
  getComputedStyle(element).getPropertyValue(name) !== ''
