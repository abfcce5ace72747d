/**
 * Preact in the place of `react-dom/client`, for the build of the elements (element-build.ts): the same widgets on a
 * tenth of the code. Corrects what Preact does differently with two props that widgets use.
 */
import { options } from 'preact'
import { createRoot } from 'preact/compat/client'

export { createRoot }

const beforeThis = options.vnode

options.vnode = (node) => {
  if (typeof node.type === 'string') {
    const props = node.props as Record<string, unknown>
    // A word of React's, which would become an attribute.
    delete props['suppressHydrationWarning']
    // Preact sets the property, which is a boolean: "no" would be true.
    if (props['translate'] !== undefined) props['translate'] = props['translate'] !== 'no'
  }
  beforeThis?.(node)
}
