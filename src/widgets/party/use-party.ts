/** The headless hook of Party: what an account is called, and how its address is copied. */
import { useMemo } from 'react'
import { partyEnglish } from '../../messages/english.ts'
import { useMessages } from '../../react/language.tsx'
import { type NameOf, nameParty, shortAddress } from '../formatting/addresses.ts'
import { type Avatar, avatarOf } from './avatar.ts'
import { useCopy } from './use-copy.ts'

/** Who is shown. */
export interface PartyOptions {
  /** The address of the account. */
  readonly address: string
  /** Its name. Default: what `nameOf` returns for the address, else its short form. */
  readonly name?: string | null | undefined
  /** The application's directory. */
  readonly nameOf?: NameOf | undefined
  /** Where an explorer shows an account. Default: nowhere, and there is no link. */
  readonly explorerUrl?: ((address: string) => string | null | undefined) | undefined
}

/** State of {@link useParty}. */
export interface PartyState {
  /** Whether it has a name. */
  readonly isNamed: boolean
  /** What became of copying, for two seconds; null otherwise. */
  readonly copied: 'copied' | 'refused' | null
}

/** What {@link useParty} returns. */
export interface PartyView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: PartyState
  /** The name, else the short address. */
  readonly name: string
  /** The first and last characters of the address. */
  readonly shortAddress: string
  /** All of it. */
  readonly address: string
  /** A picture that belongs to the address. */
  readonly avatar: Avatar
  /** Where an explorer shows it; null for nowhere. */
  readonly href: string | null
  /** What the button to copy does, or has just done. */
  readonly copyLabel: string
  /** What the link to the explorer does. */
  readonly explorerLabel: string
  /** Copies the whole address, and announces whether that has worked. */
  copy(clipboard?: Pick<Clipboard, 'writeText'>): void
}

/** The headless hook. */
export function useParty(options: PartyOptions): PartyView {
  const { address, nameOf, explorerUrl } = options
  const messages = useMessages('party', partyEnglish)
  const { outcome: copied, outcomeText, copy } = useCopy(address)
  const given = options.name ?? nameOf?.(address) ?? null
  const name = nameParty(address, () => given)
  const isNamed = given !== null
  return {
    state: useMemo(() => ({ isNamed, copied }), [isNamed, copied]),
    name,
    shortAddress: shortAddress(address),
    address,
    avatar: useMemo(() => avatarOf(address, given), [address, given]),
    href: explorerUrl?.(address) ?? null,
    copyLabel: outcomeText ?? messages.copy({ party: name }),
    explorerLabel: messages.explorer({ party: name }),
    copy,
  }
}
