/** Every feed that `npm start` serves. A further one needs a line here, and a file as the others have. */
import { soakedCompany } from './company.ts'
import { soakedOrders } from './orders.ts'
import { soakedPayments } from './payments.ts'
import type { SoakedFeed } from './soaked-feed.ts'

export const soakedFeeds: readonly SoakedFeed[] = [soakedPayments, soakedCompany, soakedOrders]
