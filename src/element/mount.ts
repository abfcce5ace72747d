/**
 * `mountBalance`: a balance in an element of the page, for programs. It makes a `<sg-flowing-balance>` and sets its
 * properties, so it is the same widget with the same rules.
 */
import { nearestName } from '../protocol/nearest-name.ts'
import { warnOfElement } from './element-warnings.ts'
import { type ElementOf, type ElementValues, elements } from './elements.ts'
import { ElementError } from './errors.ts'

/** What a balance shows, and how: the properties of `<sg-flowing-balance>`. */
export type BalanceOptions = {
  readonly [Name in keyof ElementValues<'sg-flowing-balance'>]?:
    | ElementValues<'sg-flowing-balance'>[Name]
    | undefined
}

/** A balance that was mounted. */
export interface MountedBalance {
  /** The element that shows it. */
  readonly element: ElementOf<'sg-flowing-balance'>
  /** Changes the given options; undefined is the default of an option. The others stay. */
  update(options: BalanceOptions): void
  /** Removes the balance, and puts back what the element contained. Does nothing the second time. */
  unmount(): void
}

const taken = new WeakSet<Element>()

function warnOfUnknownOptions(options: BalanceOptions): void {
  const known = Object.keys(elements['sg-flowing-balance'].properties)
  for (const name of Object.keys(options ?? {})) {
    if (known.includes(name)) continue
    const meant = nearestName(name, known)
    warnOfElement(
      'option_unknown',
      `mountBalance has no option ${name}, so it has no effect.${meant ? ` Did you mean ${meant}?` : ''}`,
    )
  }
}

/**
 * Shows a live balance in an element of the page. What the element contains is shown until there is a value, and again
 * after `unmount()`.
 *
 * @throws ElementError `mount_target_missing` if `target` is no element of a page, `mount_target_taken` if it has a
 * balance already
 *
 * @example
 * const balance = mountBalance(document.querySelector('#pay'), { url: '', streamId: '42' })
 * balance.update({ kind: 'remaining' })
 */
export function mountBalance(target: Element | null, options: BalanceOptions): MountedBalance {
  // From JavaScript it may be anything, and on a server there is no such class.
  if (typeof Element !== 'function' || !(target instanceof Element)) {
    throw new ElementError(
      'mount_target_missing',
      'A balance was not mounted: there is no element to mount it in. Pass one that is in the page, for example document.querySelector("#balance"), after it has been parsed.',
    )
  }
  if (taken.has(target)) {
    throw new ElementError(
      'mount_target_taken',
      'A balance was not mounted: the element has one already. Call update() of that one, or unmount() before.',
    )
  }
  taken.add(target)
  const element = document.createElement('sg-flowing-balance') as ElementOf<'sg-flowing-balance'>
  const before = [...target.childNodes]
  element.append(...before)
  const update = (next: BalanceOptions) => {
    warnOfUnknownOptions(next)
    Object.assign(element, next)
  }
  update(options)
  target.append(element)
  return {
    element,
    update,
    unmount() {
      if (!taken.delete(target)) return
      element.replaceWith(...before)
    },
  }
}
