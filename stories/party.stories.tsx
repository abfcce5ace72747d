/** Party with and without a name. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Party, type PartyProps } from '../src/index.ts'
import { employer, me } from './sample-streams.ts'

const meta: Meta<typeof Party> = { title: 'Streams/Party', component: Party }
export default meta

type Story = StoryObj<typeof Party>

const party = (props: Partial<PartyProps> = {}): Story => ({
  render: () => <Party address={employer} name="Aurora Labs" {...props} />,
})

const explorerUrl = (address: string) => `https://explorer.example/account/${address}`

export const Named: Story = party({ explorerUrl })
/** The directory of the page does not have it. */
export const Unnamed: Story = party({ name: undefined, nameOf: () => null })
/** With the address below the name. */
export const Stack: Story = party({ layout: 'stack', explorerUrl })
/** The name alone, as in a table. */
export const Plain: Story = party({ hideAvatar: true, hideAddress: true, hideCopy: true })
export const Long: Story = party({
  name: 'Gesellschaft für Donaudampfschifffahrtselektrizität und angewandte Zahlungsströme mbH',
  explorerUrl,
})
export const RightToLeft: Story = party({ name: 'ليلى المهدي', address: me, explorerUrl })

const directory: Readonly<Record<string, string>> = {
  [employer]: 'Aurora Labs',
  [me]: 'Ada Lovelace',
  GB: '中村 花子',
  GC: 'ليلى المهدي',
}
const others = ['GB', 'GC', 'GDAB2KPQGKIHY', 'GEXT2KPQGKIHY', 'GFOO2KPQGKIHY', 'GBAR2KPQGKIHY']

/** Every address has the same picture everywhere. */
export const Several: Story = {
  render: () => (
    <div className="story__stack">
      {[employer, me, ...others].map((address) => (
        <Party key={address} address={address} nameOf={(of) => directory[of]} />
      ))}
    </div>
  ),
}
