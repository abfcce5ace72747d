import './tailwind.css'
import { show } from './show.jsx'

show({ cardClass: 'rounded-none' })
