/** English, as a whole. Widgets have it already: for pages that choose among languages. */
import {
  activityEnglish,
  announcerEnglish,
  balanceEnglish,
  cardEnglish,
  connectionEnglish,
  progressEnglish,
  statusEnglish,
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
  progress: progressEnglish,
  activity: activityEnglish,
  connection: connectionEnglish,
  announcer: announcerEnglish,
}
