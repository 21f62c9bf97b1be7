--[[
  Put before the scripts that write. Redis takes nothing back: a command that is refused midway, because a
  permission was taken away, would leave half a step written.
  Returns the error to reply with if the user may not run all of the commands, else nil.
]]
local function refusal(commands)
  for _, command in ipairs(commands) do
    if not redis.acl_check_cmd(unpack(command)) then
      local name = string.lower(command[1])
      return redis.error_reply("NOPERM the user has no permissions to run the '" .. name .. "' command")
    end
  end
end

-- What a checkpoint runs.
local function refusedCheckpoint(metaKey, outboxKey)
  return refusal({
    { 'SET', metaKey, '' }, { 'HSET', metaKey, '', '' }, { 'HDEL', metaKey, '' },
    { 'LLEN', outboxKey }, { 'LTRIM', outboxKey, '0', '-1' }, { 'RPUSH', outboxKey, '' },
  })
end
