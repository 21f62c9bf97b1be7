--[[
  Writes one step of a lane: everything or nothing.

  Input
    KEYS[1]   meta: hash of epoch, offset, writer (the epoch that wrote the offset), head
    KEYS[2]   fields: hash
    KEYS[3]   outbox: list
    KEYS[4..] states, one key each
    ARGV[1]   epoch of the caller
    ARGV[2]   the offset it expects, '' for a lane without history
    ARGV[3]   the next offset
    ARGV[4]   sequence number below which the broker has every message
    ARGV[5]   number of terms; a term is the time to live that some of the states share
    ARGV[6]   number of fields to set
    ARGV[7]   number of fields to delete
    ARGV[8..] for each term, its milliseconds and its number of states, which are the next ones in KEYS;
              then the value of each state; name and value of each field to set;
              name of each field to delete; the messages for the outbox
  Output
    { 'ok' } | { 'applied' } | { 'moved', offset or false } | { 'fenced', epoch }

  Offsets are compared as text. Loops are used, because `unpack` fails from 8000 values on.
]]
local call, keys, args = redis.call, KEYS, ARGV
local epoch, expected, following, acknowledged, terms = args[1], args[2], args[3], args[4], tonumber(args[5])
local stored = call('HMGET', keys[1], 'epoch', 'offset', 'writer', 'head')
local storedEpoch, storedOffset, writer, head = stored[1] or '0', stored[2] or '', stored[3], stored[4] or '0'

if tonumber(epoch) < tonumber(storedEpoch) then
  return { 'fenced', storedEpoch }
end
if writer == epoch and storedOffset == following then
  return { 'applied' }
end
if storedOffset ~= expected then
  return { 'moved', stored[2] }
end
local refused = refusedCheckpoint(keys[1], keys[3])
if refused then
  return refused
end

local at = 8 + 2 * terms
local index = 4
for term = 1, terms do
  local ttl = args[6 + 2 * term]
  for _ = 1, tonumber(args[7 + 2 * term]) do
    call('SET', keys[index], args[at], 'PX', ttl)
    index = index + 1
    at = at + 1
  end
end
for _ = 1, tonumber(args[6]) do
  call('HSET', keys[2], args[at], args[at + 1])
  at = at + 2
end
for _ = 1, tonumber(args[7]) do
  call('HDEL', keys[2], args[at])
  at = at + 1
end
trimOutbox(keys[1], keys[3], head, acknowledged)
for index = at, #args do
  call('RPUSH', keys[3], args[index])
end
call('HSET', keys[1], 'offset', following, 'writer', epoch, 'epoch', epoch)
return { 'ok' }
