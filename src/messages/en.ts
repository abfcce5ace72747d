/** All English texts in one object, for pages that let users choose a language. Widgets contain them anyway. */
import {
  actionEnglish,
  createEnglish,
  fieldEnglish,
  problemEnglish,
  toastEnglish,
  unitEnglish,
} from './actions-english.ts'
import {
  accountEnglish,
  activityEnglish,
  announcerEnglish,
  balanceEnglish,
  cardEnglish,
  connectionEnglish,
  dataEnglish,
  flagsEnglish,
  metricEnglish,
  progressEnglish,
  statusEnglish,
  tableEnglish,
  unavailableEnglish,
} from './english.ts'
import type { Messages } from './messages.ts'

/** English. */
export const en: Messages = {
  language: 'en',
  balance: balanceEnglish,
  unavailable: unavailableEnglish,
  status: statusEnglish,
  card: cardEnglish,
  account: accountEnglish,
  progress: progressEnglish,
  activity: activityEnglish,
  connection: connectionEnglish,
  announcer: announcerEnglish,
  data: dataEnglish,
  metric: metricEnglish,
  flags: flagsEnglish,
  table: tableEnglish,
  action: actionEnglish,
  create: createEnglish,
  unit: unitEnglish,
  field: fieldEnglish,
  problem: problemEnglish,
  toast: toastEnglish,
}
