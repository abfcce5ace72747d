/** Rates and times as shapes. */
import { BalanceForecast } from '../../widgets/balance-forecast/balance-forecast.tsx'
import { Runway } from '../../widgets/runway/runway.tsx'
import { Sparkline } from '../../widgets/sparkline/sparkline.tsx'
import { StreamRing } from '../../widgets/stream-ring/stream-ring.tsx'
import styles from './charts.css?inline'
import type { ComponentsOf, ElementPart } from './part.ts'

const components: ComponentsOf<'charts'> = {
  'sg-stream-ring': StreamRing,
  'sg-runway': Runway,
  'sg-balance-forecast': BalanceForecast,
  'sg-sparkline': Sparkline,
}

export const part: ElementPart = { components, styles }
