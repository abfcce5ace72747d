/** The payments feed below `/api/payments` of a server made with node:http, next to other routes. */
import { createServer } from 'node:http'
import { createApp, createNodeListener, memoryLog, paymentsFeed } from 'streamgauge/server'

const payments = createApp({ feeds: [paymentsFeed({ log: memoryLog() })] })
const answerPayments = createNodeListener(payments)
const prefix = '/api/payments'

const server = createServer((request, response) => {
  if (request.url?.startsWith(`${prefix}/`)) {
    // The application is unaware of the prefix.
    request.url = request.url.slice(prefix.length)
    void answerPayments(request, response)
    return
  }
  response.end('the rest of the site')
})

export function listen(port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** First the feeds, whose connections never end by themselves; then the server. */
export async function close(): Promise<void> {
  payments.close()
  await new Promise((resolve) => server.close(resolve))
}
