/** The Chinese texts of the widgets of dashboards: a part of zh-hans.ts. */
import type { MessageGroups } from './messages.ts'

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: '正在加载',
    empty: '暂无数据',
    error: '不可用',
    retry: '重试',
    asOf: ({ time }) => `截至 ${time}`,
    stale: ({ time }) => `未更新，截至 ${time}`,
    offline: ({ time }) => `离线，截至 ${time}`,
    staleNow: '未更新',
    offlineNow: '离线',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label}：`}${number}${note && `。${note}`}`,
    up: ({ amount }) => `上升 ${amount}`,
    down: ({ amount }) => `下降 ${amount}`,
    unchanged: '无变化',
    warning: '警告',
    critical: '严重',
    announceLevel: ({ label, number, level }) => `${label}：${number}。${level}。`,
    line: ({ number, lowest, highest }) => `${number} 个值，从 ${lowest} 到 ${highest}`,
  },
  flags: {
    label: '流程',
    summary: ({ set, total }) => `${set}/${total}`,
    set: '已设置',
    unset: '未设置',
    empty: '暂无标记',
    update: '更新顺序',
    announceSet: ({ name }) => `${name}：已设置。`,
    announceUnset: ({ name }) => `${name}：已取消。`,
  },
  table: {
    empty: '暂无数据行',
    sortBy: '排序方式',
    unsorted: '原始顺序',
    ascending: ({ column }) => `${column}，升序`,
    descending: ({ column }) => `${column}，降序`,
    announceSort: ({ order }) => `排序：${order}。`,
    select: ({ name }) => `选择${name}`,
    selectAll: '选择所有行',
    selected: ({ number }) => `已选择 ${number} 行`,
    rows: ({ number }) => `${number} 行`,
    new: ({ number }) => `${number} 条新内容`,
    update: '更新顺序',
  },
}
