--[[
  Stands before the scripts that forget messages of an outbox.
  `head` is the sequence number of the first message. A number that the list does not reach comes from a future that the
  server was rolled back from: it forgets nothing.
]]
local function trimOutbox(metaKey, outboxKey, head, acknowledged)
  local count = tonumber(acknowledged) - tonumber(head)
  if count <= 0 or count > redis.call('LLEN', outboxKey) then
    return
  end
  redis.call('LTRIM', outboxKey, count, -1)
  redis.call('HSET', metaKey, 'head', acknowledged)
end
