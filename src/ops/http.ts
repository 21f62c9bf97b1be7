import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'

import { WaywardenError } from '../contract/errors.ts'
import type { Metrics } from './metrics.ts'
import { addressText, type Address } from './settings-form.ts'

/** What operators want to know of the process. Never a secret: whoever can reach the port can read it. */
export type Facts = Readonly<Record<string, string | number | boolean>>

export type HttpOptions = {
  /**
   * What /healthz and /readyz answer besides `ok`. That /healthz answers at all shows that the process lives.
   */
  readonly facts: () => Facts
  /** false: the process owns no lanes yet, or can score none. */
  readonly isReady: () => boolean
  readonly metrics: Pick<Metrics, 'registry' | 'ready'>
}

/**
 * By itself Fastify waits for ever for a body that a request announces and never sends.
 * Node checks for such requests at intervals.
 */
const PATIENCE = {
  requestTimeout: 5_000,
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
}

/**
 * /healthz answers 200 while the process lives, /readyz 200 or 503, /metrics in Prometheus' text format.
 * Reads only. Fails open: a probe that throws is a 503, and never touches the lanes.
 */
export function createHttp({ facts, isReady, metrics }: HttpOptions): FastifyInstance {
  const http = Fastify({ logger: false, forceCloseConnections: true, ...PATIENCE })
  http.get('/healthz', (_, reply) => answer(reply, () => ({ ok: true, ...facts() })))
  const readiness = () => ({ ok: isReady(), ...facts() })
  http.get('/readyz', (_, reply) => answer(reply, readiness))
  http.get('/metrics', async (_, reply) => {
    metrics.ready.set(ask(readiness).ok ? 1 : 0)
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  return http
}

/** Starts to listen and says where: port 0 takes a free one. */
export async function listen(http: FastifyInstance, { host, port }: Address): Promise<string> {
  try {
    return await http.listen({ host, port })
  } catch (cause) {
    const message = `cannot listen on ${addressText({ host, port })}; set http.host and http.port to a free address of this machine`
    // The port may still be held by the process before this one, which is about to end.
    const isInUse = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new WaywardenError(isInUse ? 'http_port_in_use' : 'settings_invalid', message, { cause })
  }
}

function answer(reply: FastifyReply, probe: () => Answer): FastifyReply {
  const said = ask(probe)
  return reply
    .code(said.ok ? 200 : 503)
    .header('cache-control', 'no-store')
    .send(said)
}

type Answer = Facts & { readonly ok: boolean }

function ask(probe: () => Answer): Answer {
  try {
    return probe()
  } catch {
    return { ok: false, probe: 'failed' }
  }
}
