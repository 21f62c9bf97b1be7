--[[
  Put before the scripts that remove messages from an outbox.
  `head` is the sequence number of the first message in the list. If `acknowledged` lies beyond the end of
  the list, the server was rolled back since, and nothing is removed.
]]
local function trimOutbox(metaKey, outboxKey, head, acknowledged)
  local count = tonumber(acknowledged) - tonumber(head)
  if count <= 0 or count > redis.call('LLEN', outboxKey) then
    return
  end
  redis.call('LTRIM', outboxKey, count, -1)
  redis.call('HSET', metaKey, 'head', acknowledged)
end
