--[[
  Removes the messages of a lane's outbox that the broker has taken.

  Input
    KEYS[1]  meta: hash of epoch, offset, writer, head
    KEYS[2]  outbox: list
    ARGV[1]  epoch of the caller
    ARGV[2]  sequence number below which the broker has every message
  Output
    nothing; a stale epoch or number changes nothing
]]
local stored = redis.call('HMGET', KEYS[1], 'epoch', 'head')
local refused = refusal({
  { 'LLEN', KEYS[2] }, { 'LTRIM', KEYS[2], '0', '-1' }, { 'HSET', KEYS[1], '', '' },
})
if refused then
  return refused
end
if tonumber(ARGV[1]) >= tonumber(stored[1] or '0') then
  trimOutbox(KEYS[1], KEYS[2], stored[2] or '0', ARGV[2])
end
