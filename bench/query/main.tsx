/** The page of the bench, in the way that its address names. */
import { createRoot } from 'react-dom/client'
import { createOrdersPage } from './orders-page.tsx'
import type { Way } from './page-counts.ts'

const query = new URLSearchParams(location.search)
const page = createOrdersPage(
  query.get('way') as Way,
  query.get('api') ?? '',
  (input, init) => fetch(input, init),
  query.getAll('detail'),
)
Object.assign(window, { page })
createRoot(document.querySelector('#root') as HTMLElement).render(page.node)
