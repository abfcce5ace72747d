/** The Japanese texts of the widgets of dashboards: a part of ja.ts. */
import type { MessageGroups } from './messages.ts'

export const dashboard: Pick<MessageGroups, 'data' | 'metric' | 'flags' | 'table'> = {
  data: {
    loading: '読み込み中',
    empty: 'データはまだありません',
    error: '利用できません',
    retry: '再試行',
    asOf: ({ time }) => `${time} 時点`,
    stale: ({ time }) => `未更新、${time} 時点`,
    offline: ({ time }) => `オフライン、${time} 時点`,
    staleNow: '未更新',
    offlineNow: 'オフライン',
  },
  metric: {
    sentence: ({ label, number, note }) =>
      `${label && `${label}：`}${number}${note && `。${note}`}`,
    up: ({ amount }) => `${amount} 増加`,
    down: ({ amount }) => `${amount} 減少`,
    unchanged: '変化なし',
    warning: '警告',
    critical: '重大',
    announceLevel: ({ label, number, level }) => `${label}：${number}。${level}。`,
    line: ({ number, lowest, highest }) => `値 ${number} 個、${lowest} から ${highest} まで`,
  },
  flags: {
    label: 'ジャーニー',
    summary: ({ set, total }) => `${total} 件中 ${set} 件`,
    set: '設定済み',
    unset: '未設定',
    empty: 'フラグはまだありません',
    update: '順序を更新',
    announceSet: ({ name }) => `${name}：設定されました。`,
    announceUnset: ({ name }) => `${name}：設定が解除されました。`,
  },
  table: {
    empty: '行はまだありません',
    sortBy: '並べ替え',
    unsorted: '元の順序',
    ascending: ({ column }) => `${column}、昇順`,
    descending: ({ column }) => `${column}、降順`,
    announceSort: ({ order }) => `並べ替え：${order}。`,
    select: ({ name }) => `${name} を選択`,
    selectAll: 'すべての行を選択',
    selected: ({ number }) => `${number} 件を選択中`,
    rows: ({ number }) => `${number} 行`,
    new: ({ number }) => `新着 ${number} 件`,
    update: '順序を更新',
  },
}
