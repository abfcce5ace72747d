/** Something to read: streams that are created by real commands, as many as an attack needs. */
import { Agent, request } from 'node:http'

const body = JSON.stringify({
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
})

/** @throws Error for the first stream that is not created */
export async function createStreams(url: string, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  let left = count
  const create = async (): Promise<void> => {
    while (left > 0) {
      left--
      await post(`${url}/streams`, agent)
    }
  }
  await Promise.all(Array.from({ length: 32 }, create))
  agent.destroy()
}

function post(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => {
        if (answer.statusCode === 201) resolve()
        else reject(new Error(`Creating a stream was answered with ${answer.statusCode}.`))
      })
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
