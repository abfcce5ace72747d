/**
 * The Lua scripts of the Redis engine. Redis runs a script as a whole, nothing in between, so each is what makes one
 * operation of the log atomic. A log has five keys, which redis-keys.ts names:
 *
 *   meta     hash: epoch, top, oldest, at (time of the newest entry), first (time of the oldest one), fence
 *   entries  a Redis Stream: the id of an entry is `<offset>-0`, so a missing entry shows
 *   dedupe   hash: dedupe key → offset
 *   states   hash: state key → `<version> <value>`
 *   names    sorted set of the state keys, for reading them in order
 *
 * Numbers of Lua are doubles: offsets are whole up to 2^53 − 1, which is also the limit of the protocol, and are printed
 * with `%.0f`, because `tostring` would round them.
 *
 * A script that fails has written nothing: memory, a replica, and too few replicas are refused by Redis before the first
 * write, and everything else is checked before it. What a user may not do is refused only where it is done, so an append
 * is complete before it trims, and nothing depends on whether it may be published.
 */

/** More events than a server can have issued without its successor having them; see the fence in {@link appendScript}. */
const jump = 2 ** 32

const common = `
local meta, entries, dedupe, states, names, channel = unpack(KEYS)
local function int(n) return string.format('%.0f', n) end
-- Which history this server continues: it has another run_id after a start, and another second replication id after it
-- was promoted. Asked here and not by the client, whose answer could be one of a server that has been replaced since.
local function fenceOfServer()
  local info = redis.call('INFO', 'server', 'replication')
  return string.match(info, 'run_id:(%w+)') .. string.match(info, 'master_replid2:(%w+)')
end
local function another(candidate, epoch)
  return candidate == epoch and candidate .. 'x' or candidate
end
local fence = fenceOfServer()
local m = redis.call('HMGET', meta, 'epoch', 'top', 'oldest', 'at', 'first', 'fence')
if not m[1] then
  -- Nothing is known of an earlier history, so nothing of it may be left.
  redis.call('UNLINK', entries, dedupe, states, names)
  m = {ARGV[1], '0', '1', '0', '0', fence}
  redis.call('HSET', meta, 'epoch', m[1], 'top', m[2], 'oldest', m[3], 'at', m[4], 'first', m[5], 'fence', fence)
end
local epoch, top, oldest = m[1], tonumber(m[2]), tonumber(m[3])
`

/**
 * One append. KEYS: meta, entries, dedupe, states, names, channel. ARGV: an epoch that was never used, the time, how many
 * entries to keep, the time before which they expire, the epoch that the expected versions were read in or an empty text,
 * the number of drafts, the number of changes; four for each draft: type, topics, data, dedupe key (an empty text: none);
 * four for each change: key, 1 to write or 0 to delete, value, expected version (an empty text: any).
 *
 * Answers `appended`, epoch, the top before, the top, the oldest offset, the time, the offset of each draft; or `conflict`, key,
 * version; or `damaged`, key.
 */
export const appendScript = `#!lua
${common}
local nowMs, most, oldestMs = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local drafts, changes = tonumber(ARGV[6]), tonumber(ARGV[7])
local function draftAt(i) return 8 + (i - 1) * 4 end
local function changeAt(i) return 8 + drafts * 4 + (i - 1) * 4 end

local offsets, fresh = {}, 0
for i = 1, drafts do
  local key = ARGV[draftAt(i) + 3]
  offsets[i] = key ~= '' and redis.call('HGET', dedupe, key)
  if not offsets[i] then fresh = fresh + 1 end
end

if fresh > 0 then
  for i = 1, changes do
    local key, expected = ARGV[changeAt(i)], ARGV[changeAt(i) + 3]
    if expected ~= '' then
      local stored = redis.call('HGET', states, key)
      local version = stored and string.match(stored, '^(%d+) ') or '0'
      if stored and version == '0' then return {'damaged', key} end
      -- The same version of another history is another state.
      local isOld = expected ~= '0' and ARGV[5] ~= '' and ARGV[5] ~= epoch
      if version ~= expected or isOld then return {'conflict', key, version} end
    end
  end
  if top + fresh > 9007199254740991 - ${jump} then
    return redis.error_reply('ERR the log has no offsets left')
  end
end

local at = tonumber(m[4])
local before = top
if fresh > 0 then
  if m[6] ~= fence then
    -- Another server issued the last offset, and this one cannot know what it is missing of that. No offset is issued
    -- twice, and no state gets a version twice, because what is missing is less than the jump.
    epoch = another(ARGV[1], epoch)
    top = top + ${jump}
    oldest = top + 1
    before = top
  end
  at = math.max(at, nowMs)
  local time = int(at)
  local added, parts = {}, {}
  for i = 1, drafts do
    local from = draftAt(i)
    local kind, topics, data, key = ARGV[from], ARGV[from + 1], ARGV[from + 2], ARGV[from + 3]
    if not offsets[i] and key ~= '' then offsets[i] = added[key] end
    if not offsets[i] then
      top = top + 1
      offsets[i] = int(top)
      redis.call('XADD', entries, offsets[i] .. '-0', 'a', time, 'e', kind, 't', topics, 'd', data, 'k', key)
      if key ~= '' then
        added[key] = offsets[i]
        redis.call('HSET', dedupe, key, offsets[i])
      end
      parts[#parts + 1] = #kind .. ' ' .. #topics .. ' ' .. #data .. '\\n' .. kind .. topics .. data
    end
  end

  local version = int(top)
  for i = 1, changes do
    local from = changeAt(i)
    local key = ARGV[from]
    if ARGV[from + 1] == '0' then
      redis.call('HDEL', states, key)
      redis.call('ZREM', names, key)
    elseif redis.call('HSET', states, key, version .. ' ' .. ARGV[from + 2]) == 1 then
      redis.call('ZADD', names, 0, key)
    end
  end

  -- What is too old or too many, a limited number at a time.
  local excess, first, budget = redis.call('XLEN', entries) - most, tonumber(m[5]), fresh + 200
  local removed, from, step = 0, '-', math.max(excess, 0) + 2
  local kept = excess <= 0 and first >= oldestMs
  while not kept and removed < budget do
    local found = redis.call('XRANGE', entries, from, '+', 'COUNT', step)
    for _, entry in ipairs(found) do
      local fields = entry[2]
      local expires = removed < budget and (removed < excess or tonumber(fields[2]) < oldestMs)
      if not expires then
        kept, first = entry[1], tonumber(fields[2])
        break
      end
      removed = removed + 1
      from = '(' .. entry[1]
      if fields[10] ~= '' then redis.call('HDEL', dedupe, fields[10]) end
    end
    if not kept and #found < step then
      kept, first = int(top + 1), 0
    end
    step = budget + 1
  end
  local least
  if removed > 0 then
    -- With the budget used up it is not known what comes next: the next append looks.
    least = type(kept) == 'string' and string.match(kept, '^%d+') or string.match(from, '%d+')
    oldest = math.max(oldest, tonumber(least))
  end

  redis.call('HSET', meta, 'epoch', epoch, 'top', version, 'oldest', int(oldest), 'at', time, 'first', int(first),
    'fence', fence)
  if least then redis.call('XTRIM', entries, 'MINID', least) end
  local body, count = table.concat(parts), #parts
  -- A large one is read from the log by those who need it.
  if #body > 65536 then body, count = '', 0 end
  local head = {epoch, int(before), version, int(oldest), time, count}
  -- A user that may not publish: the others look from time to time.
  redis.pcall('SPUBLISH', channel, table.concat(head, ' ') .. '\\n' .. body)
end
local answer = {'appended', epoch, int(before), int(top), int(oldest), int(at)}
for i = 1, drafts do answer[6 + i] = offsets[i] end
return answer
`

/**
 * Begins a log that does not exist, and gives another epoch to one that ends below what was received from it. KEYS: as for
 * an append. ARGV: an epoch that was never used, the epoch in which more was received or an empty text, and the last offset of
 * that. Answers epoch, oldest, top.
 */
export const settleScript = `#!lua
${common}
if ARGV[2] == epoch and top < tonumber(ARGV[3]) then
  epoch = another(ARGV[1], epoch)
  top = tonumber(ARGV[3]) + ${jump}
  oldest = top + 1
  redis.call('HSET', meta, 'epoch', epoch, 'top', int(top), 'oldest', int(oldest), 'fence', fence)
  local head = {epoch, int(top), int(top), int(oldest), m[4], 0}
  redis.pcall('SPUBLISH', channel, table.concat(head, ' ') .. '\\n')
end
return {epoch, int(oldest), int(top)}
`

/**
 * A page of entries. KEYS: as for an append. ARGV: the first and the last id, how many. Answers epoch, oldest, top, and the
 * entries. No MULTI: Redis refuses that when its memory is full, and reads have to work then.
 */
export const pageScript = `#!lua flags=no-writes
local answer = redis.call('HMGET', KEYS[1], 'epoch', 'oldest', 'top')
answer[4] = tonumber(ARGV[3]) > 0 and redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[2], 'COUNT', ARGV[3]) or {}
return answer
`

const statesInParts = `
local m = redis.call('HMGET', KEYS[1], 'epoch', 'top')
if not m[1] then return {} end
local answer = {m[1], m[2]}
local function add(keys)
  for from = 1, #keys, 1000 do
    local part = {}
    for i = from, math.min(from + 999, #keys) do part[#part + 1] = keys[i] end
    for i, value in ipairs(redis.call('HMGET', KEYS[4], unpack(part))) do
      answer[#answer + 1] = part[i]
      answer[#answer + 1] = value or ''
    end
  end
end
`

/**
 * States by their keys. KEYS: as for an append. ARGV: the keys. Answers epoch, top, then key and stored value of each; an
 * empty text where there is none.
 */
export const statesByKeysScript = `#!lua flags=no-writes
${statesInParts}
add(ARGV)
return answer
`

/**
 * States in the order of their keys. KEYS: as for an append. ARGV: the first key and the end of the range as ZRANGE has
 * them, how many. Answers epoch, top, then key and stored value of each.
 */
export const statesScript = `#!lua flags=no-writes
${statesInParts}
add(redis.call('ZRANGE', KEYS[5], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3]))
return answer
`

/**
 * Looks through the newest entries below an offset. KEYS: as for an append. ARGV: the offset to begin below, how many to look at,
 * how many to find, the number of types and the types, the number of topics and the topics, each as JSON. Answers epoch,
 * the oldest offset that is kept, the last one that was looked at, then what may match: the caller compares topics.
 */
export const historyScript = `#!lua flags=no-writes
local meta, entries = KEYS[1], KEYS[2]
local epoch = redis.call('HGET', meta, 'epoch')
local oldest = redis.call('XRANGE', entries, '-', '+', 'COUNT', 1)[1]
if not epoch or not oldest then return {} end
local last = string.match(oldest[1], '^%d+')
local answer = {epoch, last, last}
local types, topics = {}, {}
local typeCount = tonumber(ARGV[4])
for i = 1, typeCount do types[ARGV[4 + i]] = true end
for i = 1, tonumber(ARGV[5 + typeCount]) do topics[i] = ARGV[5 + typeCount + i] end
local function mayMatch(fields)
  if typeCount > 0 and not types[fields[4]] then return false end
  if #topics == 0 then return true end
  for _, topic in ipairs(topics) do
    if string.find(fields[6], topic, 1, true) then return true end
  end
  return false
end
for _, entry in ipairs(redis.call('XREVRANGE', entries, '(' .. ARGV[1] .. '-0', '-', 'COUNT', ARGV[2])) do
  answer[3] = string.match(entry[1], '^%d+')
  if mayMatch(entry[2]) then
    answer[#answer + 1] = entry
    if #answer - 3 >= tonumber(ARGV[3]) then break end
  end
end
return answer
`
