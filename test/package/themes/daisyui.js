import './daisyui.css'
import { show } from './show.jsx'

show()
