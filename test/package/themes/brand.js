import './brand.css'
import 'streamgauge/styles.css'
import { show } from './show.jsx'

show()
