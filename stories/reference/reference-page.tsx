/** A page of the generated reference inside Storybook: its links lead to the other pages there. */
import { Markdown } from '@storybook/addon-docs/blocks'

/** The page of Storybook that shows a page of docs/api. */
function pathOf(page: string): string {
  const name = page === 'README' ? 'all-names' : page
  return `?path=/docs/reference-${name}--docs`
}

export function ReferencePage({ text }: { readonly text: string }) {
  const linked = text
    .replace(/<!--[\s\S]*?-->\n*/g, '')
    .replace(/\]\((?:\.\.\/|api\/)?(\w+)\.md(?:#[^)]*)?\)/g, (_, page) => `](${pathOf(page)})`)
  return <Markdown>{linked}</Markdown>
}
