import { readFileSync } from 'node:fs'

import type { Cluster, Redis } from 'ioredis'

/** Either speaks to one server (found by a Sentinel or not), or to the members of a cluster. */
export type RedisClient = Redis | Cluster

/** One round trip; replies come as Buffers. */
export type LuaScript = (keys: readonly string[], args: readonly (string | Buffer)[]) => Promise<unknown>

/**
 * Loads a script that stands beside this file; `prelude` is another that it needs before it.
 * The client sends the script by its digest, and whole where the server does not know it (yet, or any more).
 */
export function loadScript(client: RedisClient, name: string, prelude?: string): LuaScript {
  const lua = [prelude, name].map((file) => (file === undefined ? '' : readScript(file))).join('')
  const command = `waywarden:${name}`
  client.defineCommand(command, { lua })
  const run: unknown = Reflect.get(client, `${command}Buffer`)
  if (typeof run !== 'function') throw new TypeError('this client has no defineCommand')
  return async (keys, args) => Reflect.apply(run, client, [keys.length, keys, args]) as unknown
}

function readScript(name: string): string {
  return readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')
}
