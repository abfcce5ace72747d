/**
 * Arabic. Written from right to left: what may contain Latin letters or digits is isolated, so that the
 * words around it keep their order.
 */
import { actions } from './ar-actions.ts'
import { dashboard } from './ar-dashboard.ts'
import { detail } from './ar-detail.ts'
import { gauges } from './gauges/ar.ts'
import { figure, own, signed } from './isolates.ts'
import type { Messages } from './messages.ts'
import { createPlural } from './plural.ts'
import { streamTable } from './stream-table/ar.ts'

const plural = createPlural('ar')

const kinds = {
  streamed: 'متدفق',
  withdrawable: 'متاح للسحب',
  remaining: 'متبقٍ',
  withdrawn: 'مسحوب',
}

const totalKinds = {
  withdrawable: 'متاح للسحب',
  remaining: 'متبقٍ',
  net: 'في تدفقات المدفوعات',
}

/** Arabic. */
export const ar: Messages = {
  language: 'ar',
  balance: {
    sentence({ amount, kind, change, pace, time }) {
      const movement = {
        growing: `يزداد ${figure(pace)} في الثانية`,
        falling: `ينقص ${figure(pace)} في الثانية`,
        pending: 'لم يبدأ بعد',
        streaming: 'بلا تغيير',
        paused: 'متوقف مؤقتًا',
        settled: 'تدفق بالكامل',
        completed: 'مكتمل',
        cancelled: 'ملغى',
        stale: 'غير محدَّث',
        offline: 'غير متصل',
      }[change]
      return `${figure(amount)} ${kinds[kind]}، ${movement}، حتى ${figure(time)}`
    },
    stale: ({ time }) => `غير محدَّث، حتى ${figure(time)}`,
    offline: ({ time }) => `غير متصل، حتى ${figure(time)}`,
  },
  unavailable: {
    loading: 'جارٍ التحميل',
    stream_missing: 'لا يوجد تدفق مدفوعات بهذا المعرّف',
    provider_missing: 'لم يُحمَّل: مكوّن GaugeProvider غير موجود',
    connection_failed: 'غير متاح: تعذّر الاتصال',
    too_many_topics: 'لم يُحمَّل: عدد تدفقات المدفوعات في هذه الصفحة كبير جدًا',
    decimals_unknown: 'المبلغ غير متاح: رمز عملة غير معروف',
    invalid: 'المبلغ غير متاح: بيانات غير صالحة',
  },
  status: {
    pending: 'لم يبدأ',
    streaming: 'جارٍ',
    soon: 'ينتهي قريبًا',
    critical: 'على وشك الانتهاء',
    paused: 'متوقف مؤقتًا',
    settled: 'بانتظار السحب',
    completed: 'مكتمل',
    cancelled: 'ملغى',
    loading: 'جارٍ التحميل',
    stream_missing: 'غير موجود',
    provider_missing: 'لا يوجد مزوّد',
    connection_failed: 'غير متاح',
    too_many_topics: 'لم يُحمَّل',
    decimals_unknown: 'عملة غير معروفة',
    invalid: 'بيانات غير صالحة',
  },
  card: {
    stream: ({ id }) => `التدفق ${own(id)}`,
    name: ({ stream, title }) => `${stream}، ${title}`,
    from: ({ party }) => `من ${own(party)}`,
    to: ({ party }) => `إلى ${own(party)}`,
    between: ({ sender, recipient }) => `من ${own(sender)} إلى ${own(recipient)}`,
    title: 'تدفق مدفوعات',
    loading: 'جارٍ التحميل',
    stream_missing: 'تدفق المدفوعات غير موجود',
    provider_missing: 'المزوّد غير موجود',
    connection_failed: 'تدفق المدفوعات غير متاح',
    too_many_topics: 'لم يُحمَّل تدفق المدفوعات',
    streamed: 'المتدفق',
    withdrawable: 'المتاح للسحب',
    remaining: 'المتبقي',
    withdrawn: 'المسحوب',
    asOf: ({ balance, time }) => `${balance} حتى ${figure(time)}`,
    rate: ({ sign, amount }) => `${signed(sign, amount)} في اليوم`,
    pausedRate: ({ sign, amount }) => `${signed(sign, amount)} في اليوم بعد الاستئناف`,
    settled: 'تدفق بالكامل',
    settledIncoming: 'تدفق بالكامل، جاهز للسحب',
    completed: 'سُحب بالكامل',
    refunded: ({ amount }) => `رُدّ ${figure(amount)}`,
    deposit: ({ amount }) => `متدفق من ${figure(amount)}`,
    starts: ({ time }) => `يبدأ ${figure(time)}`,
    resumes: ({ time }) => `يُستأنف ${figure(time)}`,
    ends: ({ time }) => `ينتهي ${figure(time)}`,
    endless: 'بلا تاريخ انتهاء',
    ended: ({ time }) => `انتهى ${figure(time)}`,
    paused: 'متوقف مؤقتًا',
    pausedSince: ({ time }) => `متوقف مؤقتًا منذ ${figure(time)}`,
    unknownToken: ({ token }) => `المبلغ غير متاح: رمز عملة غير معروف ${own(token)}`,
    announceSettled: ({ stream }) => `${stream}: تدفق بالكامل.`,
    announceSoon: ({ stream }) => `${stream}: ينتهي قريبًا.`,
    announceCritical: ({ stream }) => `${stream}: على وشك الانتهاء.`,
  },
  account: {
    label: 'رصيد الحساب',
    withdrawable: 'المتاح للسحب',
    remaining: 'المتبقي',
    net: 'الرصيد في التدفقات',
    asOf: ({ balance, time }) => `${balance} حتى ${figure(time)}`,
    sentence({ amount, kind, change, pace, time }) {
      const movement = {
        growing: `يزداد ${figure(pace)} في الثانية`,
        falling: `ينقص ${figure(pace)} في الثانية`,
        pending: 'لم يبدأ بعد',
        streaming: 'بلا تغيير',
        paused: 'متوقف مؤقتًا',
        settled: 'تدفق بالكامل',
        completed: 'مكتمل',
        stale: 'غير محدَّث',
        offline: 'غير متصل',
      }[change]
      return `${figure(amount)} ${totalKinds[kind]}، ${movement}، حتى ${figure(time)}`
    },
    incoming: 'الوارد',
    outgoing: 'الصادر',
    netFlow: 'صافي التدفق',
    second: ({ sign, amount }) => `${signed(sign, amount)} في الثانية`,
    hour: ({ sign, amount }) => `${signed(sign, amount)} في الساعة`,
    day: ({ sign, amount }) => `${signed(sign, amount)} في اليوم`,
    week: ({ sign, amount }) => `${signed(sign, amount)} في الأسبوع`,
    month: ({ sign, amount }) => `${signed(sign, amount)} في الشهر`,
    year: ({ sign, amount }) => `${signed(sign, amount)} في السنة`,
    runway: 'المدة الباقية',
    runsOut: ({ stream, time }) => `${stream} ينفد ${figure(time)}`,
    endless: 'بلا تاريخ انتهاء',
    stream: ({ id }) => `التدفق ${own(id)}`,
    aStream: 'تدفق',
    pausedStreams: ({ count, number }) =>
      plural(count, {
        zero: `لا تدفقات متوقفة (${figure(number)})`,
        one: 'تدفق واحد متوقف مؤقتًا',
        two: 'تدفقان متوقفان مؤقتًا',
        few: `${figure(number)} تدفقات متوقفة مؤقتًا`,
        other: `${figure(number)} تدفقًا متوقفًا مؤقتًا`,
      }),
    pending: 'لم يبدأ أي تدفق بعد',
    paused: 'كل التدفقات متوقفة مؤقتًا',
    settled: 'تدفق كل شيء',
    completed: 'انتهت كل التدفقات',
    otherTokens: ({ count, number }) =>
      plural(count, {
        zero: `لا عملات أخرى (${figure(number)})`,
        one: 'عملة أخرى',
        two: 'عملتان أخريان',
        few: `${figure(number)} عملات أخرى`,
        other: `${figure(number)} عملة أخرى`,
      }),
    empty: 'لا توجد تدفقات مدفوعات بعد. يظهر هنا ما يُستلم وما يُرسل.',
    tokens: 'الأرصدة حسب العملة',
    unknownToken: ({ token }) => `المبلغ غير متاح: رمز عملة غير معروف ${own(token)}`,
    announceSoon: ({ stream }) => `${stream} ينفد قريبًا.`,
    announceCritical: ({ stream }) => `${stream} على وشك النفاد.`,
  },
  progress: {
    label: 'المتدفق',
    value: ({ percent, streamed, deposit }) =>
      `${figure(percent)}، تدفق ${figure(streamed)} من ${figure(deposit)}`,
  },
  ...gauges,
  activity: {
    label: 'النشاط',
    idle: 'غير متصل',
    loading: 'جارٍ تحميل النشاط',
    empty: 'لا يوجد نشاط بعد. تظهر هنا أحداث تدفقات المدفوعات.',
    new: ({ count, number }) =>
      plural(count, {
        zero: 'لا جديد',
        one: 'حدث جديد واحد',
        two: 'حدثان جديدان',
        few: `${number} أحداث جديدة`,
        many: `${number} حدثًا جديدًا`,
        other: `${number} حدث جديد`,
      }),
    'stream.created': 'إنشاء',
    'stream.topped_up': 'إضافة رصيد',
    'stream.withdrawn': 'سحب',
    'stream.cancelled': 'إلغاء',
    'stream.completed': 'اكتمال',
    'stream.paused': 'إيقاف مؤقت',
    'stream.resumed': 'استئناف',
    detail: ({ id }) => `التدفق ${own(id)}`,
    detailTo: ({ id, recipient }) => `التدفق ${own(id)} إلى ${own(recipient)}`,
    detailRefunded: ({ id }) => `التدفق ${own(id)}، مبلغ مُسترد`,
    missed: ({ count, number }) =>
      plural(count, {
        zero: 'لم يفُت أي حدث',
        one: 'فات حدث واحد',
        two: 'فات حدثان',
        few: `فاتت ${number} أحداث`,
        many: `فات ${number} حدثًا`,
        other: `فات ${number} حدث`,
      }),
    reset: 'أُعيد ضبط سجل الأحداث',
    refreshing: 'جارٍ تحديث الأرصدة',
    refreshed: 'حُدّثت الأرصدة',
    announceEvent: ({ title, amount, detail }) =>
      `${title}${amount && ` ${figure(amount)}`}، ${detail}.`,
    announceGap: ({ title, detail }) => `${title}.${detail && ` ${detail}.`}`,
  },
  connection: {
    none: 'غير متصل',
    idle: 'غير متصل',
    connecting: 'جارٍ الاتصال',
    syncing: 'جارٍ المزامنة',
    live: 'مباشر',
    stale: 'لا تحديثات',
    degraded: 'تأخرت التحديثات',
    reconnecting: 'إعادة الاتصال',
    offline: 'بلا إنترنت',
    paused: 'متوقف مؤقتًا',
    'signed-out': 'تم تسجيل الخروج',
    failed: 'تعذّر الاتصال',
    closed: 'انقطع الاتصال',
    since: ({ time }) => `منذ ${figure(time)}`,
    retryIn: ({ count, number }) =>
      plural(count, {
        zero: 'الآن',
        one: 'خلال ثانية واحدة',
        two: 'خلال ثانيتين',
        few: `خلال ${number} ثوانٍ`,
        many: `خلال ${number} ثانية`,
        other: `خلال ${number} ثانية`,
      }),
    outdated: 'قد لا تكون الأرصدة محدّثة',
    resume: 'تصل التحديثات بعد الاستئناف',
    hidden: 'يُستأنف عند ظهور هذه الصفحة',
    inactive: 'يُستأنف عند عودة هذه الصفحة إلى النشاط',
    signIn: 'يلزم تسجيل الدخول مجددًا للمتابعة',
    filter_too_large: 'طُلب عدد كبير جدًا من التدفقات والحسابات',
    filter_empty: 'لم يُطلب أي تدفق أو حساب',
    badResponse: 'استجابة غير متوقعة من الخادم',
    badStatus: ({ status }) => `استجاب الخادم بالرمز ${figure(status)}`,
    retry: 'إعادة المحاولة الآن',
    reconnect: 'إعادة الاتصال',
    'announce.live': 'عاد الاتصال. الأرصدة محدّثة.',
    'announce.degraded': 'تأخرت التحديثات. قد لا تكون الأرصدة محدّثة.',
    'announce.recovered': 'الأرصدة محدّثة من جديد.',
    'announce.reconnecting': 'انقطع الاتصال. جارٍ إعادة الاتصال.',
    'announce.offline': 'لا يوجد اتصال بالإنترنت. قد لا تكون الأرصدة محدّثة.',
    'announce.signed-out': 'تم تسجيل الخروج. لعرض الأرصدة المباشرة يلزم تسجيل الدخول مجددًا.',
    'announce.failed': 'تعذّر الاتصال. قد لا تكون الأرصدة محدّثة.',
  },
  party: {
    copy: ({ party }) => `نسخ عنوان ${own(party)}`,
    explorer: ({ party }) => `عرض ${own(party)} في المستكشف`,
    copied: 'نُسخ العنوان',
    copyRefused: 'تعذّر نسخ العنوان',
  },
  banner: {
    asOf: ({ time }) => `آخر تأكيد ${figure(time)}`,
    never: 'لم يصل شيء بعد',
    next: ({ count, number }) =>
      plural(count, {
        zero: 'المحاولة التالية الآن',
        one: 'المحاولة التالية خلال ثانية واحدة',
        two: 'المحاولة التالية خلال ثانيتين',
        few: `المحاولة التالية خلال ${number} ثوانٍ`,
        many: `المحاولة التالية خلال ${number} ثانية`,
        other: `المحاولة التالية خلال ${number} ثانية`,
      }),
    trying: 'جارٍ المحاولة مجددًا',
  },
  updated: {
    updated: ({ ago }) => `آخر تحديث ${ago}`,
    justNow: 'حُدّث الآن',
    never: 'لم يُحدّث بعد',
  },
  control: {
    label: 'التحديثات',
    live: 'مباشر',
    slow: 'بطيء',
    paused: 'متوقف',
    waiting: ({ count, number }) =>
      plural(count, {
        zero: 'لا تحديثات منذ الإيقاف',
        one: 'تحديث واحد منذ الإيقاف',
        two: 'تحديثان منذ الإيقاف',
        few: `${number} تحديثات منذ الإيقاف`,
        many: `${number} تحديثًا منذ الإيقاف`,
        other: `${number} تحديث منذ الإيقاف`,
      }),
    announcePaused: 'أُوقفت التحديثات.',
    announceSlow: 'التحديثات مرة كل ثانية.',
    announceLive: 'استؤنفت التحديثات.',
  },
  announcer: {
    many: ({ count, number, latest }) => {
      const updates = plural(count, {
        zero: 'لا تحديثات',
        one: 'تحديث واحد',
        two: 'تحديثان',
        few: `${number} تحديثات`,
        many: `${number} تحديثًا`,
        other: `${number} تحديث`,
      })
      return `${updates}. الأحدث: ${latest}`
    },
  },
  ...dashboard,
  ...actions,
  ...detail,
  streamTable,
}
