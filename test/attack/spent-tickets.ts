/** A ticket that is used by many at once, later, and with the cookie of another caller. */
import type { Attack } from './attack.ts'
import { alice, bob, carol, createStream, send, tokenEnv, tokenOf } from './tokens.ts'

const attempts = 200

async function ticketOf(url: string, user: string): Promise<string> {
  const answer = await send(`${url}/events/ticket`, await tokenOf(user), { users: [user] })
  return ((await answer.json()) as { ticket: string }).ticket
}

export const spentTickets: Attack = {
  name: 'spent-tickets',
  holds: `Of ${attempts} uses of a ticket at the same time one is accepted, and later none without its cookie.`,
  env: tokenEnv,
  async run({ url }) {
    await createStream(url, alice, bob)
    const faults: string[] = []
    const redeem = async (ticket: string, headers: Record<string, string> = {}) => {
      const address = `${url}/events/subscribe?ticket=${ticket}`
      const response = await fetch(address, { headers })
      await response.body?.cancel()
      return response
    }
    const ticket = await ticketOf(url, alice)
    const uses = await Promise.all(Array.from({ length: attempts }, () => redeem(ticket)))
    const accepted = uses.filter(({ status }) => status === 200)
    if (accepted.length !== 1) faults.push(`${accepted.length} uses of one ticket were accepted`)
    const cookie = accepted[0]?.headers.get('set-cookie')?.split(';')[0] ?? ''

    const other = await redeem(await ticketOf(url, carol))
    const otherCookie = other.headers.get('set-cookie')?.split(';')[0] ?? ''
    const refused: Record<string, Promise<Response>> = {
      'a spent ticket': redeem(ticket),
      'a spent ticket with the cookie of another caller': redeem(ticket, { cookie: otherCookie }),
      'a spent ticket with the token of another caller': redeem(ticket, {
        authorization: `Bearer ${await tokenOf(carol)}`,
      }),
      'a spent ticket from a foreign page': redeem(ticket, {
        cookie,
        origin: 'https://evil.example',
      }),
      'a cookie without a ticket': fetch(`${url}/streams`, { headers: { cookie } }),
      'a ticket with another filter': redeem(`${await ticketOf(url, alice)}&all=true`),
    }
    for (const [name, asked] of Object.entries(refused)) {
      const { status } = await asked
      if (status < 400) faults.push(`${name} was answered with ${status}`)
    }
    const own = await redeem(ticket, { cookie })
    if (own.status !== 200) faults.push(`the browser's own reconnect was answered ${own.status}`)
    return { faults, figures: { attempts, accepted: accepted.length } }
  },
}
