--[[
  Makes the caller the owner of a lane, and tells it what it needs to know.

  Input
    KEYS[1]  meta: hash of epoch, offset, writer, head
    KEYS[2]  fields: hash
    KEYS[3]  outbox: list
  Output
    { epoch, offset or false, head, { field, value, ... }, { message, ... } }

  The epoch is the server's time in microseconds, or one more than the last epoch if the clock is behind it.
  So two owners never have the same epoch, even if the server was rolled back to before the first one's claim.

  A user without a permission that a checkpoint needs cannot claim.
]]
local refused = refusedCheckpoint(KEYS[1], KEYS[3])
if refused then
  return refused
end

local stored = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'head')
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local epoch = string.format('%.0f', math.max(now, tonumber(stored[1] or '0') + 1))

redis.call('HSET', KEYS[1], 'epoch', epoch)
return {
  epoch,
  stored[2],
  stored[3] or '0',
  redis.call('HGETALL', KEYS[2]),
  redis.call('LRANGE', KEYS[3], 0, -1),
}
