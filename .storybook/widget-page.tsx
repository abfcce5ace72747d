/** The documentation of a widget: written by its registry entry, its doc comments and the tables of docs/. */
import {
  Canvas,
  DocsContext,
  DocsPage,
  Markdown,
  Source,
  Subtitle,
  Title,
  useOf,
} from '@storybook/addon-docs/blocks'
import { type ReactElement, useContext } from 'react'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import { AllStates } from './all-states.tsx'
import { usePageTheme } from './page-theme.ts'
import { useStories } from './story-files.ts'
import { typicalOf } from './typical-states.ts'
import { factsOf, widgetOfTitle } from './widget-documentation.ts'
import type { WidgetFacts } from './widget-facts.ts'

/** The page of every file of stories: that of the widget in its title, or Storybook's own. */
export function WidgetPage(): ReactElement {
  const { preparedMeta } = useOf('meta', ['meta'])
  const widget = widgetOfTitle(preparedMeta.title)
  return widget ? <PageOfWidget widget={widget} /> : <DocsPage />
}

function PageOfWidget({ widget }: { readonly widget: WidgetEntry }): ReactElement {
  const facts = factsOf(widget)
  const { componentStories } = useContext(DocsContext)
  const isDark = usePageTheme() === 'dark'
  const stories = componentStories()
  const first = typicalOf(stories)
  const isFloating = first?.parameters['matrix']?.isFloating === true
  return (
    <>
      <Title>{widget.name}</Title>
      <Subtitle>{sentence(facts.shows)}</Subtitle>
      <Markdown>{introduction(facts)}</Markdown>
      {first && isFloating && <StoryLink id={first.id} />}
      {first && !isFloating && <Canvas of={first.moduleExport} sourceState="none" />}
      <Source language="tsx" code={facts.usage} dark={isDark} />
      <h2 id="states">States</h2>
      <States widget={widget} />
      <Markdown>{attributeTable(widget)}</Markdown>
      <Markdown>{propTable(facts)}</Markdown>
      <Markdown>{partTable(widget, facts)}</Markdown>
      <Markdown>{variableTable(facts)}</Markdown>
      <Markdown>{accessibility(facts)}</Markdown>
    </>
  )
}

/** What floats would cover the page, so its story is a page of its own. */
function StoryLink({ id }: { readonly id: string | undefined }): ReactElement {
  return (
    <a className="matrix__link" href={`?path=/story/${id}`} target="_parent">
      Over a page of its own
    </a>
  )
}

/** Every state in both themes. */
function States({ widget }: { readonly widget: WidgetEntry }): ReactElement {
  const { componentStories } = useContext(DocsContext)
  const linkOf = (name: string) => (
    // Storybook writes the name of the export in words.
    <StoryLink id={componentStories().find((each) => each.name.replaceAll(' ', '') === name)?.id} />
  )
  const stories = useStories(widget)
  if (!stories) return <p>Loading the states…</p>
  return (
    <div className="sb-unstyled">
      <AllStates stories={stories} variants="light-regular dark-regular" linkOf={linkOf} />
    </div>
  )
}

const sentence = (clause: string) =>
  clause === '' ? '' : `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`

const introduction = ({ description, looks }: WidgetFacts) =>
  [description, looks && `It looks like this: ${looks}.`].filter(Boolean).join('\n\n')

const code = (text: string) => `\`${text}\``

/** A pipe inside a cell would end it. */
const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function attributeTable({ attributes }: WidgetEntry): string {
  if (attributes.length === 0) return 'It has no state of its own.'
  return `The root says its state in attributes, which is what rules and tests should ask for.

${table(
  ['attribute', 'values', 'meaning'],
  attributes.map(({ name, values, meaning }) => [
    code(name),
    values.map((value) => (value === '' ? 'there or not' : code(value))).join(' '),
    meaning,
  ]),
)}`
}

function propTable({ props }: WidgetFacts): string {
  if (props.length === 0) return ''
  const rows = props.map(({ name, isRequired, type, meaning }) => [
    `${code(name)}${isRequired ? ' (required)' : ''}`,
    code(type),
    meaning,
  ])
  return `## Props

It also takes the attributes of its element, a \`ref\`, and \`className\`, \`style\` and \`render\`.

${table(['prop', 'type', 'meaning'], rows)}`
}

function partTable({ name, className, parts, hook }: WidgetEntry, facts: WidgetFacts): string {
  const meanings = new Map(facts.parts.map((part) => [part.name, part]))
  const rows = parts.map((part) => {
    const known = meanings.get(`${name}.${part}`)
    return [
      code(`${name}.${part}`),
      known?.element ? code(known.element) : '',
      known?.meaning ?? '',
    ]
  })
  const intro = `The class of its root is \`.${className}\`, and \`${hook}\` is the hook behind it, for an element of your own.`
  return parts.length === 0
    ? `## Parts\n\n${intro} It is one element.`
    : `## Parts\n\n${intro} Each part is one element and can be used by itself inside \`<${name}.Root>\`.

${table(['part', 'element', 'meaning'], rows)}`
}

function variableTable({ variables }: WidgetFacts): string {
  if (variables.length === 0) return '## Variables\n\nIt reads no variables.'
  return `## Variables

Set them on \`:root\`, around the widget or on it.

${table(
  ['variable', 'what it is'],
  variables.map(({ name, meaning }) => [code(name), meaning]),
)}`
}

function accessibility({ announces, promises }: WidgetFacts): string {
  return `## Accessibility

${announces ? `With an \`Announcer\` on the page it announces: ${announces}.` : 'It announces nothing.'}

${table(['promise', 'how'], promises)}`
}
