/** Arabic. */
import { createPlural } from '../../../messages/index.ts'
import type { HomeMessages } from './home-messages.ts'

const plural = createPlural('ar')

export const ar: HomeMessages = {
  hero: {
    claim: 'أرصدة تدفقات المدفوعات مباشرةً في React، دقيقة حتى آخر وحدة',
    paidBy: ({ party }) => `تدفع ${party} كل ثانية`,
    empty: 'لا توجد تدفقات بعد. أنشئ أول تدفق ليظهر هنا رصيد يتزايد.',
  },
  plug: {
    title: 'افصل القابس',
    note: 'يقطع طلب هذه الصفحة ويمنع الطلبات الجديدة. لا شيء مُعدّ مسبقًا: راقب الرقم.',
    page: 'هذه الصفحة',
    server: 'الخادم',
    pull: 'افصل القابس',
    putBack: 'أعد توصيله',
    step: {
      live: { title: 'مباشر', text: 'يصل كل تغيير فور حدوثه.' },
      stale: { title: 'قديم', text: 'يتوقف الرقم عند آخر ثانية مؤكدة.' },
      offline: { title: 'غير متصل', text: 'لا توجد شبكة لدى المتصفح. لا تخمين.' },
      exact: { title: 'دقيق من جديد', text: 'يصل ما فات مرة واحدة وبالترتيب.' },
    },
    staleSince: ({ time }) => `متوقف عند آخر ثانية مؤكدة، ${time}.`,
    returning: 'جارٍ اللحاق…',
    missed: ({ count, number }) =>
      count === 0
        ? 'لم يفت أي حدث.'
        : plural(count, {
            one: `وصل الحدث الفائت (${number})، ولم يضع شيء.`,
            two: `وصل الحدثان الفائتان (${number})، ولم يضع شيء.`,
            few: `وصلت ${number} أحداث فائتة، ولم يضع شيء.`,
            many: `وصل ${number} حدثًا فائتًا، ولم يضع شيء.`,
            other: `وصل ${number} حدث فائت، ولم يضع شيء.`,
          }),
    lost: 'لم تعد بعض الأحداث متاحة، لذلك قُرئت الحالة من جديد.',
    agrees: ({ amount, time }) => `الصفحة والخادم متطابقان عند ${time}: ${amount}`,
    differs: ({ here, there }) => `لدى الصفحة ${here}، ولدى الخادم ${there}.`,
  },
  code: { title: 'كل الشيفرة لهذا الرقم', copy: 'نسخ الشيفرة' },
  treasury: {
    title: 'الخزينة',
    note: ({ party }) => `ما لدى ${party} في التدفقات وما تستلمه وما تدفعه`,
    streams: 'كل التدفقات',
    forecast: 'التوقعات',
    token: 'العملة',
    manage: 'إدارة التدفقات',
  },
  detail: { title: 'تفاصيل التدفق', close: 'إغلاق التفاصيل' },
}
