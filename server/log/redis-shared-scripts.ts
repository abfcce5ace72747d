/**
 * The Lua scripts of what servers share besides their logs: rates, slots of connections, and secrets. Numbers of leases are
 * by the clock of Redis, so that the clocks of servers need not agree.
 */

/** Milliseconds of the clock of Redis. */
const clock = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
`

/**
 * Counts an action in a window. KEYS: the counter. ARGV: how many, the length of the window in seconds. Answers the count
 * and the milliseconds until the window ends: what the Redis limiter of rate-limiter-flexible asks for.
 */
export const rateScript = `#!lua
redis.call('SET', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
return {count, redis.call('PTTL', KEYS[1])}
`

/**
 * Takes a slot. KEYS: the leases (sorted set: server → when its lease ends), the slots of one key (hash: server → how many).
 * ARGV: the server, how many it holds with the new one, how many all may hold, the length of a lease, and how long the
 * slots are kept.
 *
 * Answers how many all hold, whether it was refused (1), and whether the lease of this server had ended (1). Slots of servers
 * whose lease has ended are removed.
 */
export const takeSlotScript = `#!lua
${clock}
local function isAlive(server)
  local untilMs = redis.call('ZSCORE', KEYS[1], server)
  return untilMs and tonumber(untilMs) > now
end
local isLost = isAlive(ARGV[1]) and 0 or 1
redis.call('ZADD', KEYS[1], now + ARGV[4], ARGV[1])
local held = tonumber(ARGV[2])
local found = redis.call('HGETALL', KEYS[2])
for i = 1, #found, 2 do
  if found[i] ~= ARGV[1] then
    if isAlive(found[i]) then held = held + tonumber(found[i + 1])
    else redis.call('HDEL', KEYS[2], found[i]) end
  end
end
if held > tonumber(ARGV[3]) then return {held, 1, isLost} end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {held, 0, isLost}
`

/**
 * Renews the lease of a server, and sets how many slots it holds. KEYS: the leases, then the slots of any number of keys.
 * ARGV: the server, the length of a lease (0 ends it), how long slots are kept, then how many it holds of each key. Answers
 * whether its lease had ended (1).
 */
export const holdSlotsScript = `#!lua
${clock}
local untilMs = redis.call('ZSCORE', KEYS[1], ARGV[1])
if ARGV[2] == '0' then redis.call('ZREM', KEYS[1], ARGV[1])
else redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1]) end
-- Servers that are gone.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
for i = 2, #KEYS do
  if ARGV[i + 2] == '0' then redis.call('HDEL', KEYS[i], ARGV[1])
  else
    redis.call('HSET', KEYS[i], ARGV[1], ARGV[i + 2])
    redis.call('PEXPIRE', KEYS[i], ARGV[3])
  end
end
return (untilMs and tonumber(untilMs) > now) and 0 or 1
`

/**
 * Keeps a secret. KEYS: the secret (hash: value, state, until), those of its owner, and all of them (sorted sets: key of a
 * secret → when its time is over). ARGV: value, state, until, how many milliseconds that is from now, how many the owner
 * may have, how many there may be. Answers 1, or 0 when there are too many. An owner that has too many loses its oldest one.
 */
export const addSecretScript = `#!lua
${clock}
for i = 2, 3 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now) end
while redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  redis.call('UNLINK', oldest)
  redis.call('ZREM', KEYS[2], oldest)
  redis.call('ZREM', KEYS[3], oldest)
end
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[6]) then return 0 end
local untilMs = now + ARGV[4]
redis.call('HSET', KEYS[1], 'value', ARGV[1], 'state', ARGV[2], 'until', ARGV[3], 'owner', KEYS[2], 'all', KEYS[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], untilMs, KEYS[1])
redis.call('ZADD', KEYS[3], untilMs, KEYS[1])
for i = 2, 3 do
  local last = redis.call('ZRANGE', KEYS[i], -1, -1, 'WITHSCORES')
  redis.call('PEXPIREAT', KEYS[i], last[2])
end
return 1
`

/**
 * Changes what is kept under a secret, if it has one of the states. KEYS: the secret. ARGV: the new state, until, how many
 * milliseconds that is from now, the new value (an empty text: the same), then the states (none: any). Answers value,
 * state and until as they were before, or nothing for an unknown secret.
 */
export const changeSecretScript = `#!lua
local kept = redis.call('HMGET', KEYS[1], 'value', 'state', 'until', 'owner', 'all')
if not kept[1] then return {} end
local isOne = #ARGV == 4
for i = 5, #ARGV do isOne = isOne or ARGV[i] == kept[2] end
if isOne then
  ${clock}
  local value = ARGV[4] ~= '' and ARGV[4] or kept[1]
  redis.call('HSET', KEYS[1], 'value', value, 'state', ARGV[1], 'until', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  for _, index in ipairs({kept[4], kept[5]}) do
    redis.call('ZADD', index, now + ARGV[3], KEYS[1])
    local last = redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')
    redis.call('PEXPIREAT', index, last[2])
  end
end
return {kept[1], kept[2], kept[3]}
`
