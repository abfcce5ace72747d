'use client'

import { GaugeProvider } from 'streamgauge'
import { de } from 'streamgauge/messages/de'

/** Functions cannot be props that a server component passes, and a language contains some. */
export function Gauge(props) {
  return <GaugeProvider {...props} messages={de} locale="de-DE" />
}
