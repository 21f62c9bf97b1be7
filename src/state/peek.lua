--[[
  Reads one account and its lane as of the same checkpoint, and changes nothing.

  Input
    KEYS[1]  account: encoded state
    KEYS[2]  meta: hash of epoch, offset, writer, head
    KEYS[3]  fields: hash
  Output
    { account, offset or false, { field, value, ... } }, or false if the lane does not know the account
]]
local account = redis.call('GET', KEYS[1])
if not account then
  return false
end
return { account, redis.call('HMGET', KEYS[2], 'offset')[1], redis.call('HGETALL', KEYS[3]) }
