import { createRoot } from 'react-dom/client'
import { mockShipments } from './mock.ts'
import { Page } from './page.tsx'

const query = new URLSearchParams(location.search)
const root = createRoot(document.getElementById('root') ?? document.body)
const url = query.get('url')
if (url === null) {
  const mock = mockShipments()
  await mock.publish({ type: 'shipment.registered', id: '9', hub: 'TRD' })
  root.render(<Page url="" hub="TRD" fetch={mock.fetch} />)
} else root.render(<Page url={url} />)
