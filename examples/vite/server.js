/** The server of this example: Northwind Studio pays its people, simulated and in memory. */
import { serve } from 'streamgauge/server'

const server = await serve({
  port: Number(process.env.PORT ?? 3001),
  simulate: 'payroll',
  // The addresses of `npm run dev` and `npm run preview`: to a browser, localhost and 127.0.0.1 are different origins.
  config: { corsOrigins: ['http://localhost:5173', 'http://localhost:4173'] },
})
console.log(`Payments at ${server.url}`)
