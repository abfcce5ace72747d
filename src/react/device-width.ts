/** How wide an element is in device pixels, for what is scheduled by the pixel. Does not depend on React. */
import { watchElement } from './element-activity.ts'

/** The width before it is known, and where it cannot be measured. */
export const unmeasuredPixels = 1_000

/** An element's width in device pixels, updated when it is resized. */
export interface DeviceWidth {
  follow(element: Element | null): void
  pixels(): number
}

/** Without an element it has {@link unmeasuredPixels}. */
export function createDeviceWidth(): DeviceWidth {
  let pixels = unmeasuredPixels
  let stop = () => {}
  return {
    pixels: () => pixels,
    follow(element) {
      stop()
      const view = element?.ownerDocument.defaultView
      if (!element || !view || typeof view.ResizeObserver !== 'function') return
      let observer: ResizeObserver | null = null
      // Only while it is visible: browsers check every observed element in each frame.
      const watch = (isSeen: boolean) => {
        observer?.disconnect()
        observer = isSeen ? new view.ResizeObserver(measure) : null
        observer?.observe(element)
      }
      const measure = () => {
        const measured = Math.round(element.clientWidth * view.devicePixelRatio)
        pixels = measured > 0 ? measured : unmeasuredPixels
      }
      const unwatch = watchElement(element, watch)
      stop = () => {
        unwatch()
        watch(false)
      }
    },
  }
}
