/** The Arabic texts of the widgets of dashboards: a part of ar.ts. */
import { figure, own } from './isolates.ts'
import type { MessageGroups } from './messages.ts'
import { createPlural } from './plural.ts'

const plural = createPlural('ar')

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: 'جارٍ التحميل',
    empty: 'لا توجد بيانات بعد',
    error: 'غير متاح',
    retry: 'إعادة المحاولة',
    asOf: ({ time }) => `حتى ${figure(time)}`,
    stale: ({ time }) => `غير محدَّث، حتى ${figure(time)}`,
    offline: ({ time }) => `غير متصل، حتى ${figure(time)}`,
    staleNow: 'غير محدَّث',
    offlineNow: 'غير متصل',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${own(label)}: `}${figure(number)}${note && `. ${note}`}`,
    up: ({ amount }) => `ارتفاع بمقدار ${figure(amount)}`,
    down: ({ amount }) => `انخفاض بمقدار ${figure(amount)}`,
    unchanged: 'بلا تغيير',
    warning: 'تحذير',
    critical: 'حرج',
    announceLevel: ({ label, number, level }) => `${own(label)}: ${figure(number)}. ${level}.`,
    line: ({ count, number, lowest, highest }) => {
      const values = plural(count, {
        zero: 'لا قيم',
        one: 'قيمة واحدة',
        two: 'قيمتان',
        few: `${number} قيم`,
        many: `${number} قيمة`,
        other: `${number} قيمة`,
      })
      return `${values}، من ${figure(lowest)} إلى ${figure(highest)}`
    },
  },
  flags: {
    label: 'المسار',
    summary: ({ set, total }) => `${figure(set)} من ${figure(total)}`,
    set: 'مفعَّل',
    unset: 'غير مفعَّل',
    empty: 'لا توجد مؤشرات بعد',
    update: 'تحديث الترتيب',
    announceSet: ({ name }) => `${own(name)}: مفعَّل.`,
    announceUnset: ({ name }) => `${own(name)}: لم يعد مفعَّلًا.`,
  },
  table: {
    empty: 'لا توجد صفوف بعد',
    sortBy: 'الترتيب حسب',
    unsorted: 'الترتيب الأصلي',
    ascending: ({ column }) => `${own(column)}، تصاعدي`,
    descending: ({ column }) => `${own(column)}، تنازلي`,
    announceSort: ({ order }) => `الترتيب: ${order}.`,
    select: ({ name }) => `اختيار ${own(name)}`,
    selectAll: 'اختيار كل الصفوف',
    selected: ({ count, number }) =>
      plural(count, {
        zero: 'لا صفوف مختارة',
        one: 'صف واحد مختار',
        two: 'صفان مختاران',
        few: `${number} صفوف مختارة`,
        many: `${number} صفًا مختارًا`,
        other: `${number} صف مختار`,
      }),
    rows: ({ count, number }) =>
      plural(count, {
        zero: 'لا صفوف',
        one: 'صف واحد',
        two: 'صفان',
        few: `${number} صفوف`,
        many: `${number} صفًا`,
        other: `${number} صف`,
      }),
    new: ({ count, number }) =>
      plural(count, {
        zero: 'لا جديد',
        one: 'صف جديد واحد',
        two: 'صفان جديدان',
        few: `${number} صفوف جديدة`,
        many: `${number} صفًا جديدًا`,
        other: `${number} صف جديد`,
      }),
    update: 'تحديث الترتيب',
  },
}
