/** Arabic. */
import { figure, own } from '../isolates.ts'
import { createPlural } from '../plural.ts'
import type { StreamTableMessages } from './stream-table-messages.ts'

const plural = createPlural('ar')

export const streamTable: StreamTableMessages = {
  label: 'تدفقات المدفوعات',
  stream: 'التدفق',
  party: 'الطرف',
  sender: 'من',
  recipient: 'إلى',
  status: 'الحالة',
  balance: 'الرصيد',
  withdrawable: 'المتاح للسحب',
  remaining: 'المتبقي',
  streamed: 'المتدفق',
  withdrawn: 'المسحوب',
  deposit: 'الإيداع',
  timeLeft: 'الوقت المتبقي',
  ends: 'ينتهي',
  progress: 'التقدم',
  second: 'في الثانية',
  hour: 'في الساعة',
  day: 'في اليوم',
  week: 'في الأسبوع',
  month: 'في الشهر',
  year: 'في السنة',
  search: 'البحث في التدفقات',
  statuses: 'التصفية حسب الحالة',
  all: 'الكل',
  columns: 'الأعمدة',
  noMatch: 'لا توجد تدفقات تطابق عوامل التصفية هذه.',
  empty: 'لا توجد تدفقات مدفوعات بعد. يظهر هنا ما يُستلم وما يُرسل.',
  clear: 'مسح عوامل التصفية',
  streams: ({ count, number }) =>
    plural(count, {
      zero: 'لا تدفقات',
      one: 'تدفق واحد',
      two: 'تدفقان',
      few: `${number} تدفقات`,
      many: `${number} تدفقًا`,
      other: `${number} تدفق`,
    }),
  matching: ({ number, total }) => `التدفقات: ${figure(number)} من ${figure(total)}`,
  total: ({ token }) => `إجمالي ${own(token)}`,
}
