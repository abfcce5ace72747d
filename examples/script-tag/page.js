// A balance from a program: the same widget, in any element.
window.Streamgauge.mountBalance(document.querySelector('#remaining'), {
  url: '',
  streamId: '1',
  symbol: 'USDC',
  decimals: 7,
  kind: 'remaining',
})
