/** English texts of Runway, FlowRate, BalanceForecast and Sparkline. */
import type { ForecastMessages, RateMessages, RunwayMessages } from './gauge-messages.ts'

export const runwayEnglish: RunwayMessages = {
  label: 'Time left',
  soon: 'Runs out soon',
  critical: 'About to run out',
  paused: 'Time left once resumed',
  asOf: ({ label, time }) => `${label} as of ${time}`,
  depleted: 'Depleted',
  completed: 'Fully withdrawn',
  cancelled: 'Cancelled',
  endless: 'No end date',
  nothing: 'No outgoing stream runs out',
  empty: 'No payment streams yet',
  runsOut: ({ time }) => `Runs out ${time}`,
  runsOutFirst: ({ stream, time }) => `${stream} runs out ${time}`,
  starts: ({ time }) => `Starts ${time}`,
  pausedSince: ({ time }) => `Paused since ${time}`,
  ranOut: ({ time }) => `Ran out ${time}`,
  ended: ({ time }) => `Ended ${time}`,
  stream: ({ id }) => `Stream ${id}`,
  aStream: 'A stream',
  announceSoon: ({ stream }) => `${stream} runs out soon.`,
  announceCritical: ({ stream }) => `${stream} is about to run out.`,
  announceDepleted: ({ stream }) => `${stream} has run out.`,
}

export const rateEnglish: RateMessages = {
  second: ({ sign, amount }) => `${sign}${amount} per second`,
  minute: ({ sign, amount }) => `${sign}${amount} per minute`,
  hour: ({ sign, amount }) => `${sign}${amount} per hour`,
  day: ({ sign, amount }) => `${sign}${amount} per day`,
  week: ({ sign, amount }) => `${sign}${amount} per week`,
  month: ({ sign, amount }) => `${sign}${amount} per month`,
  year: ({ sign, amount }) => `${sign}${amount} per year`,
}

export const forecastEnglish: ForecastMessages = {
  label: 'Forecast',
  withdrawable: 'Withdrawable',
  remaining: 'Remaining',
  net: 'Balance in streams',
  withdrawn: 'Withdrawn',
  streamed: 'Streamed',
  projected: 'Projected',
  deposit: ({ amount }) => `of ${amount}`,
  start: 'Start',
  now: 'Now',
  depletion: 'Runs out',
  depleted: 'Ran out',
  ended: 'Ended',
  end: 'End of the chart',
  event: 'Event',
  time: 'Time',
  amount: 'Amount',
  sentence: ({ streamed, deposit, withdrawn, time }) =>
    `${streamed} of ${deposit} streamed, ${withdrawn} of it withdrawn, as of ${time}.`,
  accountSentence: ({ label, amount, time, later, laterTime }) =>
    `${label}: ${amount}, as of ${time}. ${later} on ${laterTime}.`,
  runsOut: ({ time }) => `Runs out ${time}.`,
  runsOutFirst: ({ stream, time }) => `${stream} runs out ${time}.`,
  starts: ({ time }) => `Starts ${time}.`,
  stream: ({ id }) => `Stream ${id}`,
  aStream: 'A stream',
  empty: 'No payment streams yet',
}
