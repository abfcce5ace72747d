/** CreateStream: empty, filled in both ways, with errors, and in every state of its command. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { CreateStream, type CreateStreamProps } from '../src/actions.ts'
import {
  confirms,
  knownTokens,
  losesAnswers,
  Pressed,
  parties,
  refusesRecipient,
  waits,
} from './sample-commands.tsx'
import { employer } from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'

const meta: Meta = { title: 'Actions/CreateStream' }
export default meta

const still = createStill({ account: employer, streams: [] })
const signedOut = createStill({ account: null, streams: [] })

const total = {
  recipient: 'Ada Lovelace',
  total: '1000',
  duration: '3',
  start: '2026-12-01T09:00',
}
const rate = { ...total, pay: 'rate', rate: '100', deposit: '1200', start: '' } as const

type Initial = NonNullable<CreateStreamProps['initial']>

function form(initial: Initial, props: Partial<CreateStreamProps> = {}, isPressed = false) {
  const press = isPressed ? submit : none
  return {
    render: () => (
      <Within still={props.account === null ? signedOut : still}>
        <div className="story__narrow">
          <Pressed press={press}>
            <CreateStream
              send={confirms}
              tokens={knownTokens}
              parties={parties}
              initial={initial}
              {...props}
            />
          </Pressed>
        </div>
      </Within>
    ),
  } satisfies StoryObj
}

const submit = ['[type="submit"]']
const none: readonly string[] = []

export const Empty: StoryObj = form({})
/** 1,000 over 3 months: paid in full, and 50 seconds later. */
export const Total: StoryObj = form(total)
/** 100 a month from a deposit: a little less than was asked. */
export const Rate: StoryObj = form(rate)
export const Errors: StoryObj = form({ recipient: 'GABC', total: '1,5', duration: '0' }, {}, true)
/** What the server refuses is shown at its field. */
export const RefusedField: StoryObj = form(total, { send: refusesRecipient }, true)
/** What is about no field is shown above the button. */
export const RefusedForm: StoryObj = form(total, { send: losesAnswers }, true)
export const Sending: StoryObj = form(total, { send: waits }, true)
/** Who pays is entered. */
export const UnknownAccount: StoryObj = form({}, { account: null })
/** Without decimals, amounts are base units. */
export const UnknownToken: StoryObj = form({ ...rate, rate: '86400' }, { tokens: {} })
export const Huge: StoryObj = form({
  ...total,
  total: '9999999999999999999999999',
  duration: '999',
})
