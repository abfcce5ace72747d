/** Japanese. */
import type { HomeMessages } from './home-messages.ts'

export const ja: HomeMessages = {
  hero: {
    claim: '支払いストリームの残高を React でライブ表示。最小単位まで正確です',
    paidBy: ({ party }) => `${party} から毎秒支払われています`,
    empty: 'ストリームはまだありません。作成すると、ここで残高が増えていきます。',
  },
  plug: {
    title: '接続を抜く',
    note: 'このページのリクエストを中断し、新しいリクエストも止めます。演出ではありません。数字をご覧ください。',
    page: 'このページ',
    server: 'サーバー',
    pull: '接続を抜く',
    putBack: '接続を戻す',
    step: {
      live: { title: 'ライブ', text: '変更はすぐに届きます。' },
      stale: { title: '古い値', text: '数字は最後に確認された秒で止まります。' },
      offline: { title: 'オフライン', text: 'ネットワークがありません。推測はしません。' },
      exact: { title: '再び正確', text: '届かなかった分が順番に一度だけ届きます。' },
    },
    staleSince: ({ time }) => `最後に確認された ${time} で止まっています。`,
    returning: '追いついています…',
    missed: ({ count, number }) =>
      count === 0
        ? '欠けたイベントはありません。'
        : `${number} 件のイベントが届き、失われたものはありません。`,
    lost: '一部のイベントは入手できないため、状態を読み直しました。',
    agrees: ({ amount, time }) => `${time} の時点でページとサーバーが一致：${amount}`,
    differs: ({ here, there }) => `ページは ${here}、サーバーは ${there} です。`,
  },
  code: { title: 'この数字のコードはこれだけ', copy: 'コードをコピー' },
  treasury: {
    title: '資金',
    note: ({ party }) => `${party} がストリームで保有し、受け取り、支払う金額`,
    streams: 'すべてのストリーム',
    forecast: '予測',
    token: 'トークン',
    manage: 'ストリームを管理',
  },
  detail: { title: 'ストリームの詳細', close: '詳細を閉じる' },
}
