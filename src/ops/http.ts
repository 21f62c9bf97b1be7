import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Registry } from 'prom-client'

import { WaywardenError } from '../contract/errors.ts'
import type { Address } from './settings-form.ts'

/** An answer to "are you well", with what a person wants to know beside it. Never a secret: whoever can reach it reads it. */
export type Health = {
  readonly isOk: boolean
  readonly facts: Readonly<Record<string, string | number | boolean>>
}

export type HttpOptions = {
  /** Not ok: restart the process. */
  readonly health: () => Health
  /** Not ok: the process owns no lanes yet, or can score none. */
  readonly readiness: () => Health
  readonly registry: Registry
}

/**
 * /healthz and /readyz answer 200 or 503, /metrics in Prometheus' text format. Reads only; fails open: a probe that
 * throws is a 503, and never touches the lanes.
 */
export function createHttp({ health, readiness, registry }: HttpOptions): FastifyInstance {
  const http = Fastify({ logger: false, forceCloseConnections: true })
  http.get('/healthz', (_, reply) => answer(reply, health))
  http.get('/readyz', (_, reply) => answer(reply, readiness))
  http.get('/metrics', async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  return http
}

/** Starts to listen and says where: port 0 takes a free one. */
export async function listen(http: FastifyInstance, { host, port }: Address): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (cause) {
    const message = `cannot listen on ${host}:${port}; set http.host and http.port to an address of this machine that is free`
    throw new WaywardenError('settings_invalid', message, { cause })
  }
}

function answer(reply: FastifyReply, probe: () => Health): FastifyReply {
  const { isOk, facts } = ask(probe)
  return reply
    .code(isOk ? 200 : 503)
    .header('cache-control', 'no-store')
    .send({ ok: isOk, ...facts })
}

function ask(probe: () => Health): Health {
  try {
    return probe()
  } catch {
    return { isOk: false, facts: { probe: 'failed' } }
  }
}
