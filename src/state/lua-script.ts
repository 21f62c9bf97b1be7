import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { Command, type Cluster, type Redis } from 'ioredis'

import { encodeCommand } from './resp.ts'

/** A client of one server (found by a Sentinel or not), or of a cluster. */
export type RedisClient = Redis | Cluster

/**
 * Runs a script in one round trip. It needs at least one key. Keys are sent as they
 * are; replies come as Buffers.
 */
export type LuaScript = (keys: readonly string[], args: readonly (string | Buffer)[]) => Promise<unknown>

/**
 * Loads scripts from beside this file, and puts them one behind the other: the last is run, those before it
 * hold its functions. What is sent is the digest, and all of it if the server does not know it.
 */
export function loadScript(client: RedisClient, ...names: readonly string[]): LuaScript {
  const lua = names.map(readScript).join('')
  const digest = hash('sha1', lua, 'hex')
  return async (keys, args) => {
    try {
      return await send(client, ['evalsha', digest], keys, args)
    } catch (cause) {
      if (!(cause instanceof Error && cause.message.startsWith('NOSCRIPT'))) throw cause
      return send(client, ['eval', lua], keys, args)
    }
  }
}

// The client gets the first key, which tells it the member of a cluster, and the bytes ready to be sent.
async function send(
  client: RedisClient,
  [verb, script]: readonly [string, string],
  keys: readonly string[],
  args: readonly (string | Buffer)[],
): Promise<unknown> {
  const bytes = encodeCommand([verb, script, String(keys.length), ...keys, ...args])
  const command = new Command(verb, [script, '1', keys[0] ?? ''], { replyEncoding: null })
  command.toWritable = () => bytes
  return client.sendCommand(command)
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')
}
