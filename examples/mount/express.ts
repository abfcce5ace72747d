/** The payments feed below `/api/payments` of an Express application, next to other routes. */
import type { Server } from 'node:http'
import express from 'express'
import { createApp, createNodeListener, memoryLog, paymentsFeed } from 'streamgauge/server'

const payments = createApp({ feeds: [paymentsFeed({ log: memoryLog() })] })

const app = express()
// Before express.json(), which would read the bodies of commands.
app.use('/api/payments', createNodeListener(payments))
app.use(express.json())
app.get('/', (_, response) => {
  response.send('the rest of the site')
})

let server: Server | undefined

export function listen(port: number): Promise<number> {
  return new Promise((resolve) => {
    const listening = app.listen(port, '127.0.0.1', () => {
      const address = listening.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
    server = listening
  })
}

/** First the feeds, whose connections never end by themselves; then the server. */
export async function close(): Promise<void> {
  payments.close()
  await new Promise((resolve) => server?.close(resolve))
}
