/** Chinese, simplified. */
import type { HomeMessages } from './home-messages.ts'

export const zhHans: HomeMessages = {
  hero: {
    claim: '用 React 实时显示支付流余额，精确到最小单位',
    paidBy: ({ party }) => `由 ${party} 按秒支付`,
    empty: '还没有支付流。创建第一个后，余额会在这里增长。',
  },
  plug: {
    title: '拔掉插头',
    note: '中断本页面的请求并阻止新请求。这不是演示效果：请看数字。',
    page: '本页面',
    server: '服务器',
    pull: '拔掉插头',
    putBack: '重新插上',
    step: {
      live: { title: '实时', text: '每项变化发生时立即到达。' },
      stale: { title: '已过时', text: '数字停在最后确认的那一秒。' },
      offline: { title: '离线', text: '浏览器没有网络。不做任何猜测。' },
      exact: { title: '再次精确', text: '错过的内容按顺序到达，且只到达一次。' },
    },
    staleSince: ({ time }) => `停在最后确认的时间 ${time}。`,
    returning: '正在追上…',
    missed: ({ count, number }) =>
      count === 0 ? '没有错过任何事件。' : `已补上 ${number} 个事件，没有丢失。`,
    lost: '部分事件已无法获取，因此重新读取了状态。',
    agrees: ({ amount, time }) => `${time} 页面与服务器一致：${amount}`,
    differs: ({ here, there }) => `页面为 ${here}，服务器为 ${there}。`,
  },
  code: { title: '这个数字的全部代码', copy: '复制代码' },
  treasury: {
    title: '资金',
    note: ({ party }) => `${party} 在支付流中持有、收到和支付的金额`,
    streams: '全部支付流',
    forecast: '预测',
    token: '代币',
    manage: '管理支付流',
  },
  detail: { title: '支付流详情', close: '关闭详情' },
}
