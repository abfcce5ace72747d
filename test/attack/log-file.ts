/** What the attacks on the log file share: commands and reads over HTTP, and changes of the file. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const body = {
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
}

/** The sender of every stream. */
export const sender = body.sender

export const fileIn = (dataDir: string) => join(dataDir, 'streamgauge.db')

export interface Answer {
  readonly status: number
  readonly code: string | null
  readonly text: string
}

export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  const code = /"code":"(\w+)"/.exec(text)?.[1] ?? null
  return { status: response.status, code, text }
}

export function post(url: string, json: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  return ask(url, { method: 'POST', headers, body: JSON.stringify(json) })
}

/** Gives the command that creates a stream. */
export const create = (url: string) => post(`${url}/streams`, body)

/** The first frames of a subscription that resumes from a cursor. */
export async function resume(url: string, cursor: string): Promise<string> {
  const response = await fetch(`${url}/events/subscribe?all=true`, {
    headers: { 'last-event-id': cursor },
    signal: AbortSignal.timeout(2_000),
  })
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true })
    }
  } catch {
    // The time is over: what has arrived counts.
  }
  return text
}

/** Changes the file as a foreign program would. */
export function change(dataDir: string, sql: string): void {
  const database = new DatabaseSync(fileIn(dataDir))
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}
