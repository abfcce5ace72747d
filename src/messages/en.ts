/** All English texts in one object, for pages that let users choose a language. Widgets contain them anyway. */

import {
  actionEnglish,
  createEnglish,
  fieldEnglish,
  problemEnglish,
  toastEnglish,
  unitEnglish,
} from './actions-english.ts'
import { detailEnglish, inspectorEnglish, timelineEnglish } from './detail-english.ts'
import {
  accountEnglish,
  activityEnglish,
  announcerEnglish,
  balanceEnglish,
  bannerEnglish,
  cardEnglish,
  connectionEnglish,
  controlEnglish,
  dataEnglish,
  flagsEnglish,
  metricEnglish,
  partyEnglish,
  progressEnglish,
  statusEnglish,
  tableEnglish,
  unavailableEnglish,
  updatedEnglish,
} from './english.ts'
import { forecastEnglish, rateEnglish, runwayEnglish } from './gauges/english.ts'
import type { Messages } from './messages.ts'
import { streamTableEnglish } from './stream-table/english.ts'

/** English. */
export const en: Messages = {
  language: 'en',
  balance: balanceEnglish,
  unavailable: unavailableEnglish,
  status: statusEnglish,
  card: cardEnglish,
  account: accountEnglish,
  progress: progressEnglish,
  runway: runwayEnglish,
  rate: rateEnglish,
  forecast: forecastEnglish,
  activity: activityEnglish,
  timeline: timelineEnglish,
  inspector: inspectorEnglish,
  detail: detailEnglish,
  connection: connectionEnglish,
  announcer: announcerEnglish,
  party: partyEnglish,
  banner: bannerEnglish,
  updated: updatedEnglish,
  control: controlEnglish,
  data: dataEnglish,
  metric: metricEnglish,
  flags: flagsEnglish,
  table: tableEnglish,
  streamTable: streamTableEnglish,
  action: actionEnglish,
  create: createEnglish,
  unit: unitEnglish,
  field: fieldEnglish,
  problem: problemEnglish,
  toast: toastEnglish,
}
