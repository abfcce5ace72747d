/** A server that asks for tokens, tokens for it, and requests with them. */
import { mintDevelopmentToken } from '../../server/auth/development-token.ts'

export const settings = {
  secret: 'the secret of the attacked server, 32 bytes',
  issuer: 'https://id.example/',
  audience: 'streamgauge',
} as const

export const tokenEnv = {
  AUTH: 'jwt',
  JWT_SECRET: settings.secret,
  JWT_ISSUER: settings.issuer,
  JWT_AUDIENCE: settings.audience,
} as const

/** Accounts with a valid checksum. */
export const alice = 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7'
export const bob = 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H'
export const carol = 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'

export const tokenOf = (
  subject: string,
  more: Partial<Parameters<typeof mintDevelopmentToken>[0]> = {},
) => mintDevelopmentToken({ ...settings, subject, scopes: ['streams:write'], ...more })

/** Creates a stream with the token of its sender; answers its id. */
export async function createStream(url: string, sender: string, recipient: string) {
  const answer = await send(`${url}/streams`, await tokenOf(sender), {
    sender,
    recipient,
    tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
    ratePerSecond: '1000',
    depositedAmount: '864000000',
  })
  if (answer.status !== 201) throw new Error(`Creating a stream was answered ${answer.status}.`)
  return String(((await answer.json()) as { streamId: unknown }).streamId)
}

/** A POST with a body, a GET without. */
export function send(url: string, token: string | null, body?: object): Promise<Response> {
  return fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Reads a feed for a while. */
export async function readFor(response: Response, ms: number): Promise<string> {
  let text = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const timer = setTimeout(() => void reader?.cancel(), ms)
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      text += next.value
    }
  } finally {
    clearTimeout(timer)
  }
  return text
}
