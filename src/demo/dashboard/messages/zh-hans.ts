/** Simplified Chinese. */
import type { DashboardMessages } from './company-view-messages.ts'

export const zhHans: DashboardMessages = {
  dashboard: {
    company: '公司',
    impact: '影响力',
    sroi: '社会投资回报',
    vis: '志愿影响力评分',
    metrics: '指标',
    journeys: '进程',
    aside: '进程和网络',
    empty: '还没有指标。收到第一个事件后会显示在这里。',
    emptyJourneys: '还没有进程。',
  },
  metric: {
    active_volunteers: '活跃志愿者',
    volunteer_hours: '志愿服务时长',
    participants: '参与者',
    retention_rate: '留存率',
    sessions_held: '已举办活动',
    satisfaction: '满意度',
  },
  unit: {
    people: '人',
    hours: '小时',
    sessions: '场',
  },
  journey: {
    onboarding: '入门',
    mentoring: '辅导',
    reporting: '报告',
  },
  flag: {
    kickoff_held: '启动会已召开',
    goals_agreed: '目标已确定',
    data_connected: '数据已接入',
    first_cohort: '首批已开始',
    mentors_matched: '导师已匹配',
    midpoint_review: '中期评审已完成',
    final_review: '最终评审已完成',
    draft_ready: '草稿已完成',
    reviewed: '已审阅',
    published: '已发布',
  },
  connection: {
    outdated: '数据可能不是最新的',
    'announce.live': '已重新连接。数据是最新的。',
    'announce.offline': '您已离线。数据可能不是最新的。',
    'announce.signed-out': '已退出登录。请重新登录以查看实时数据。',
    'announce.failed': '连接失败。数据可能不是最新的。',
  },
}
