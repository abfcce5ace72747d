/** Arabic. What may contain Latin letters or digits is isolated, as in the texts of widgets. */
import { createPlural } from '../../messages/index.ts'
import type { PageMessages } from './page-messages.ts'

const plural = createPlural('ar')

/** A name, an address or an identifier. */
const own = (text: string) => `\u2068${text}\u2069`

export const ar: PageMessages = {
  views: {
    label: 'طرق العرض',
    home: 'الرئيسية',
    streams: 'التدفقات',
    dashboard: 'لوحة المعلومات',
    orders: 'الطلبات',
    failed: 'تعذّر تحميل طريقة العرض هذه.',
  },
  page: {
    skip: 'الانتقال إلى المحتوى',
    account: 'الحساب',
    newStream: 'تدفق جديد',
    newShort: 'جديد',
    aside: 'النشاط والشبكة',
    activity: 'النشاط',
    close: 'إغلاق',
    settings: 'إعدادات العرض',
    language: 'اللغة',
    theme: 'المظهر',
    light: 'فاتح',
    dark: 'داكن',
    system: 'النظام',
    density: 'الكثافة',
    regular: 'مريحة',
    compact: 'مضغوطة',
    numbers: 'الأرقام',
  },
  list: {
    streams: 'التدفقات',
    incoming: 'الواردة',
    outgoing: 'الصادرة',
    ended: 'المنتهية',
    more: ({ number }) => `عرض ${number} أخرى`,
    new: ({ count, number }) =>
      plural(count, {
        zero: 'لا تدفقات جديدة',
        one: 'تدفق جديد واحد',
        two: 'تدفقان جديدان',
        few: `${number} تدفقات جديدة`,
        many: `${number} تدفقًا جديدًا`,
        other: `${number} تدفق جديد`,
      }),
    update: 'تحديث القائمة',
    failed: 'تعذّر تحميل التدفقات.',
    retry: 'إعادة المحاولة',
    empty: 'لا توجد تدفقات بعد. يظهر رصيد التدفق هنا بعد إنشائه.',
    create: 'إنشاء تدفق',
  },
  field: {
    enterAddress: 'أدخل عنوانًا.',
    addressStart: 'يبدأ عنوان الحساب بالحرف G.',
    addressLength: ({ number }) => `طول هذا العنوان ${number}، وطول عنوان الحساب ${own('56')}.`,
    addressChecksum: 'العنوان غير صالح: المجموع الاختباري لا يطابق. تحقّق من الأخطاء الإملائية.',
  },
  accounts: {
    another: 'عنوان آخر…',
    title: 'عرض حساب آخر',
    label: 'عنوان الحساب',
    hint: 'حساب Stellar: الحرف G وبعده 55 حرفًا.',
    submit: 'عرض التدفقات',
  },
  network: {
    title: 'الشبكة',
    note: 'يعمل الخادم في علامة التبويب هذه. يمكن محاكاة مشكلات الشبكة هنا.',
    drop: 'قطع الاتصال',
    dropped: 'قُطع الاتصال.',
    noneOpen: 'لا يوجد اتصال مفتوح.',
    goOffline: 'إيقاف الشبكة',
    goOnline: 'تشغيل الشبكة',
    isOff: 'الشبكة متوقفة.',
    isOn: 'الشبكة تعمل.',
    latency: 'التأخير',
    none: 'بلا',
    seconds: ({ number }) => `${number} ث`,
  },
}
