import './tailwind-kit-first.css'
import { show } from './show.jsx'

show({ cardClass: 'rounded-none' })
