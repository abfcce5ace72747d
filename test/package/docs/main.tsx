/**
 * Runs one code block in a page, named by `?block=`: imports it, and renders the elements, components
 * and stories that it exports. A block may as well render or print by itself.
 */
import { type ComponentType, createElement, isValidElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { blocks } from './blocks.ts'

/** Where the examples say their API is; here it has the page's own origin. */
const exampleOrigin = 'https://api.example.com'

const send = window.fetch
window.fetch = (input, init) =>
  typeof input === 'string' ? send(input.replace(exampleOrigin, ''), init) : send(input, init)

/** What an export shows: an element, a component without required props, or a story. */
function nodeOf(name: string, exported: unknown): ReactNode | Promise<ReactNode> {
  if (isValidElement(exported)) return exported
  if (typeof exported === 'function' && /^([A-Z]|default$)/.test(name) && exported.length === 0) {
    // A server component is awaited, as a server does.
    const isAsync = exported.constructor.name === 'AsyncFunction'
    return isAsync ? exported() : createElement(exported as () => ReactNode)
  }
  return exported !== null && typeof exported === 'object' ? storyOf(exported) : null
}

type Render = () => ReactNode

interface Story {
  readonly render?: Render
  readonly component?: ComponentType
  readonly args?: object
  readonly decorators?: readonly ((story: Render) => ReactNode)[]
}

/** What Storybook would render. */
function storyOf({ render, component, args, decorators = [] }: Story): ReactNode {
  if (render) return render()
  if (!component) return null
  const shown = () => createElement(component as ComponentType<object>, args)
  const whole = decorators.reduce<Render>((inner, decorate) => () => decorate(inner), shown)
  return createElement(whole)
}

const name = new URLSearchParams(location.search).get('block') ?? ''
const load = blocks[name]
if (!load) throw new Error(`There is no block called ${name}.`)
for (const [name, exported] of Object.entries(await load())) {
  const node = await nodeOf(name, exported)
  if (node === null) continue
  const place = document.createElement('div')
  document.body.append(place)
  createRoot(place).render(node)
}
document.documentElement.dataset['ran'] = ''
