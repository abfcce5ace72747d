/** Toaster with what it can show. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useEffect } from 'react'
import { type ToastContent, Toaster, useToast } from '../src/actions.ts'
import { createStill, Within } from './still-session.tsx'

const meta: Meta = { title: 'Actions/Toaster', parameters: { matrix: { isFloating: true } } }
export default meta

const undo = { label: 'Undo', run() {} }
const done: ToastContent = {
  subject: 'stream:42',
  text: '25.00\u00a0USDC paid to Ada Lovelace.',
}
const paused: ToastContent = { subject: 'stream:7', text: 'Stream 7 paused.', action: undo }
const failed: ToastContent = {
  kind: 'failed',
  subject: 'stream:38',
  text: 'The server couldn’t be reached. Retrying is safe: nothing is done twice.',
  action: { label: 'Try again', run() {} },
}

function Shown({ toasts }: { readonly toasts: readonly ToastContent[] }): ReactElement {
  const toast = useToast()
  useEffect(() => {
    for (const each of toasts) toast(each)
  }, [toast, toasts])
  return <Toaster />
}

function toasting(...toasts: readonly ToastContent[]): StoryObj {
  const still = createStill({ streams: [] })
  return {
    render: () => (
      <Within still={still}>
        <div className="story__toasts">
          <Shown toasts={toasts} />
        </div>
      </Within>
    ),
  }
}

export const Done: StoryObj = toasting(done)
export const WithUndo: StoryObj = toasting(paused)
export const Failed: StoryObj = toasting(failed)
/** Three at most; others wait. */
export const Three: StoryObj = toasting(done, paused, failed, { text: 'This one waits.' })
export const Long: StoryObj = toasting({
  text: '123,456,789,012,345,678.1234567\u00a0USDC paid to The Society for the Preservation of Unreasonably Long Names of Organisations.',
  action: undo,
})
