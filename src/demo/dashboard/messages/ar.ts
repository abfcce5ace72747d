/** Arabic. */
import type { DashboardMessages } from './company-view-messages.ts'

export const ar: DashboardMessages = {
  dashboard: {
    company: 'الشركة',
    impact: 'الأثر',
    sroi: 'العائد الاجتماعي على الاستثمار',
    vis: 'مؤشر أثر التطوع',
    metrics: 'المؤشرات',
    journeys: 'المسارات',
    aside: 'المسارات والشبكة',
    empty: 'لا توجد مؤشرات بعد. يظهر كل مؤشر هنا مع أول حدث له.',
    emptyJourneys: 'لا توجد مسارات بعد.',
  },
  metric: {
    active_volunteers: 'المتطوعون النشطون',
    volunteer_hours: 'ساعات التطوع',
    participants: 'المشاركون',
    retention_rate: 'معدل الاستمرار',
    sessions_held: 'الجلسات المنعقدة',
    satisfaction: 'الرضا',
  },
  unit: {
    people: 'أشخاص',
    hours: 'ساعات',
    sessions: 'جلسات',
  },
  journey: {
    onboarding: 'الانضمام',
    mentoring: 'الإرشاد',
    reporting: 'التقارير',
  },
  flag: {
    kickoff_held: 'عُقد اجتماع الانطلاق',
    goals_agreed: 'اتُّفق على الأهداف',
    data_connected: 'رُبطت البيانات',
    first_cohort: 'بدأت المجموعة الأولى',
    mentors_matched: 'عُيّن المرشدون',
    midpoint_review: 'تمت مراجعة المنتصف',
    final_review: 'تمت المراجعة النهائية',
    draft_ready: 'المسودة جاهزة',
    reviewed: 'تمت المراجعة',
    published: 'نُشر',
  },
  connection: {
    outdated: 'قد لا تكون الأرقام محدّثة',
    'announce.live': 'تمت إعادة الاتصال. الأرقام محدّثة.',
    'announce.offline': 'أنت غير متصل. قد لا تكون الأرقام محدّثة.',
    'announce.signed-out': 'تم تسجيل الخروج. سجّل الدخول مجددًا لرؤية الأرقام المباشرة.',
    'announce.failed': 'فشل الاتصال. قد لا تكون الأرقام محدّثة.',
  },
}
