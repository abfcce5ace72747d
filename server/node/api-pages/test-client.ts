/**
 * `/test-client`: the feeds of this server in a native EventSource, to look at. Plain HTML and one script, so
 * that what works here works with any client.
 */
import type { ServableFeed } from '../../../src/feeds/definition.ts'
import { escapeHtml, printPage } from './docs-page.ts'

/** Frames about the connection itself. */
const controlTypes = [
  'connected',
  'snapshot',
  'ping',
  'gap',
  'reset',
  'reconnect',
  'expiring',
  'bye',
  'degraded',
  'rejected',
]

export function printTestClient(feeds: readonly ServableFeed[]): string {
  const options = feeds.map(({ name, path, events }) => {
    const types = [...Object.keys(events), ...controlTypes].join(' ')
    return `<option value="${escapeHtml(path.slice(1))}" data-types="${escapeHtml(types)}">${escapeHtml(name)} (${escapeHtml(path)})</option>`
  })
  return printPage(
    'Test client',
    `<h1>Test client</h1>
<p class="dim">A native EventSource on a feed of this server. <a href="docs">API</a></p>
<form id="form">
<label>Feed <select id="feed">${options.join('')}</select></label>
<label>Query <input id="query" class="mono" value="all=true" spellcheck="false" autocomplete="off"></label>
<label>Resume after <input id="cursor" class="mono" placeholder="k3f9a.1042" spellcheck="false" autocomplete="off"></label>
<label>Token, if the server asks for one <input id="token" class="mono" type="password" autocomplete="off"></label>
<div class="buttons"><button class="main" id="connect">Connect</button>
<button type="button" id="disconnect" disabled>Disconnect</button>
<button type="button" id="clear">Clear</button></div>
</form>
<p class="facts"><span class="state" id="state" data-state="closed" role="status">Not connected</span>
<span>Events: <b id="count">0</b></span><span>Last id: <b class="mono" id="last">none</b></span>
<span>Silent for: <b id="silence">0 s</b></span></p>
<div class="wide"><table><thead><tr><th>time</th><th>id</th><th>event</th><th>data</th></tr></thead>
<tbody id="rows"></tbody></table></div>`,
    'test-client.js',
  )
}

/** Written for browsers as it is, without a build. */
export const testClientScript = `'use strict'
const $ = (id) => document.getElementById(id)
const mostRows = 200
const losses = ['gap', 'reset', 'rejected', 'bye']
let source = null
let count = 0
let lastByteAt = null

function show(state, text) {
  $('state').dataset.state = state
  $('state').textContent = text
  $('connect').disabled = source !== null
  $('disconnect').disabled = source === null
}

function addRow(event) {
  const type = event.type === 'message' ? 'connected' : event.type
  const isEvent = type.includes('.') || type.includes('_')
  if (isEvent) $('count').textContent = String(++count)
  if (event.lastEventId) $('last').textContent = event.lastEventId
  lastByteAt = Date.now()
  const row = document.createElement('tr')
  row.className = losses.includes(type) ? 'loss' : isEvent ? '' : 'control'
  const cells = [new Date().toLocaleTimeString(), event.lastEventId, type, event.data]
  cells.forEach((text, index) => {
    const cell = document.createElement('td')
    cell.className = index === 3 ? 'mono data' : 'mono nowrap'
    cell.textContent = text
    row.append(cell)
  })
  $('rows').prepend(row)
  while ($('rows').rows.length > mostRows) $('rows').lastElementChild.remove()
  if (type === 'rejected') disconnect('refused', 'Refused: ' + codeOf(event.data))
  if (type === 'bye') disconnect('refused', 'Ended by the server')
}

function codeOf(data) {
  try {
    return JSON.parse(data).code
  } catch {
    return 'unknown'
  }
}

// An EventSource can send no token: it is exchanged for a ticket, which is in the address and used once.
async function ticketFor(path, query, token) {
  const body = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    if (name !== 'errors' && name !== 'lastEventId') body[name] = values.length > 1 ? values : values[0]
  }
  const answer = await fetch(path.replace(/[^/]*$/, 'ticket'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.code)
  return said.ticket
}

async function connect() {
  const feed = $('feed').selectedOptions[0]
  let query = new URLSearchParams($('query').value)
  const cursor = $('cursor').value.trim()
  const token = $('token').value.trim()
  try {
    if (token) query = new URLSearchParams({ ticket: await ticketFor(feed.value, query, token) })
  } catch (error) {
    show('refused', 'No ticket: ' + error.message)
    return
  }
  query.set('errors', 'inline')
  if (cursor) query.set('lastEventId', cursor)
  source = new EventSource(feed.value + '?' + query, { withCredentials: true })
  show('connecting', 'Connecting…')
  lastByteAt = Date.now()
  source.onopen = () => show('open', 'Connected')
  source.onmessage = addRow
  source.onerror = () => {
    if (source === null) return
    if (source.readyState === EventSource.CLOSED) disconnect('refused', 'The browser has given up')
    else show('connecting', 'Reconnecting…')
  }
  for (const type of feed.dataset.types.split(' ')) source.addEventListener(type, addRow)
}

function disconnect(state, text) {
  if (source !== null) source.close()
  source = null
  show(state, text)
}

$('form').addEventListener('submit', (event) => {
  event.preventDefault()
  if (source === null) void connect()
})
$('disconnect').addEventListener('click', () => disconnect('closed', 'Not connected'))
$('clear').addEventListener('click', () => {
  $('rows').replaceChildren()
  count = 0
  $('count').textContent = '0'
})
setInterval(() => {
  if (source !== null && lastByteAt !== null) {
    $('silence').textContent = Math.round((Date.now() - lastByteAt) / 1000) + ' s'
  }
}, 1000)
`
