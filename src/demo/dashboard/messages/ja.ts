/** Japanese. */
import type { DashboardMessages } from './company-view-messages.ts'

export const ja: DashboardMessages = {
  dashboard: {
    company: '企業',
    impact: '成果',
    sroi: '社会的投資収益率',
    vis: 'ボランティア成果スコア',
    metrics: '指標',
    journeys: '進行状況',
    aside: '進行状況とネットワーク',
    empty: '指標はまだありません。最初のイベントが届くとここに表示されます。',
    emptyJourneys: '進行中のものはまだありません。',
  },
  metric: {
    active_volunteers: '活動中のボランティア',
    volunteer_hours: 'ボランティア時間',
    participants: '参加者',
    retention_rate: '継続率',
    sessions_held: '実施した回数',
    satisfaction: '満足度',
  },
  unit: {
    people: '人',
    hours: '時間',
    sessions: '回',
  },
  journey: {
    onboarding: '導入',
    mentoring: 'メンタリング',
    reporting: '報告',
  },
  flag: {
    kickoff_held: 'キックオフ実施',
    goals_agreed: '目標合意',
    data_connected: 'データ接続',
    first_cohort: '第1期開始',
    mentors_matched: 'メンター決定',
    midpoint_review: '中間レビュー完了',
    final_review: '最終レビュー完了',
    draft_ready: '草案完成',
    reviewed: 'レビュー済み',
    published: '公開済み',
  },
  connection: {
    outdated: '数値が最新ではない可能性があります',
    'announce.live': '再接続しました。数値は最新です。',
    'announce.offline': 'オフラインです。数値が最新ではない可能性があります。',
    'announce.signed-out': 'サインアウトしました。最新の数値を見るにはサインインしてください。',
    'announce.failed': '接続に失敗しました。数値が最新ではない可能性があります。',
  },
}
