import { once } from 'node:events'
import { connect } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { createHttp, type Facts, listen } from '../../src/ops/http.ts'
import { createMetrics } from '../../src/ops/metrics.ts'

function given({
  facts = () => ({ lanes: 4 }),
  isReady = () => true,
}: { facts?: () => Facts; isReady?: () => boolean } = {}) {
  const metrics = createMetrics({ withProcess: false })
  const { fenced } = metrics
  const http = createHttp({ facts, isReady, metrics })
  onTestFinished(() => http.close())
  return { http, fenced }
}

describe('the probes', () => {
  it('answer 200 with the facts', async () => {
    const { http } = given()
    const reply = await http.inject('/readyz')
    expect(reply.statusCode).toBe(200)
    expect(reply.json()).toEqual({ ok: true, lanes: 4 })
  })

  it('tell alive from ready', async () => {
    const { http } = given({ isReady: () => false })
    expect((await http.inject('/healthz')).statusCode).toBe(200)
    expect((await http.inject('/readyz')).statusCode).toBe(503)
  })

  it('ask anew each time', async () => {
    let isOk = false
    const { http } = given({ isReady: () => isOk })
    expect((await http.inject('/readyz')).statusCode).toBe(503)
    isOk = true
    expect((await http.inject('/readyz')).statusCode).toBe(200)
  })

  it('answer 503, and nothing of the error, when the question itself fails', async () => {
    const { http } = given({
      facts: () => {
        throw new Error('secret detail')
      },
    })
    const reply = await http.inject('/healthz')
    expect(reply.statusCode).toBe(503)
    expect(reply.body).not.toContain('secret')
  })
})

describe('/metrics', () => {
  it('speaks the text format', async () => {
    const { http, fenced } = given()
    fenced.inc(2)
    const reply = await http.inject('/metrics')
    expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(reply.body).toContain('waywarden_fenced_total 2')
  })
})

describe('the gauge of readiness', () => {
  it('says at each look what /readyz says', async () => {
    let isOk = true
    const { http } = given({ isReady: () => isOk })
    const look = async () => (await http.inject('/metrics')).body
    expect(await look()).toMatch(/^waywarden_ready 1$/m)
    isOk = false
    expect(await look()).toMatch(/^waywarden_ready 0$/m)
  })

  it('is 0, and the other metrics are told, when the question itself fails', async () => {
    const { http } = given({
      isReady: () => {
        throw new Error('no answer')
      },
    })
    const { body } = await http.inject('/metrics')
    expect(body).toMatch(/^waywarden_ready 0$/m)
    expect(body).toMatch(/^waywarden_fenced_total 0$/m)
  })
})

describe('a request that never ends', () => {
  it('is not waited for', async () => {
    const { hostname, port } = new URL(await listen(given().http, { host: '127.0.0.1', port: 0 }))
    const client = connect(Number(port), hostname)
    client.write(
      'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    )
    const [reply] = (await once(client, 'data')) as [Buffer]
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 408 /)
  })
})

describe('the address', () => {
  it('is a free port of the loopback when asked for port 0', async () => {
    const { http } = given()
    const url = await listen(http, { host: '127.0.0.1', port: 0 })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('that is taken is named, with what to change', async () => {
    const url = new URL(await listen(given().http, { host: '127.0.0.1', port: 0 }))
    const second = listen(given().http, { host: '127.0.0.1', port: Number(url.port) })
    await expect(second).rejects.toMatchObject({
      code: 'http_port_in_use',
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${url.port}; set http.host and http.port`),
    })
  })

  it('that this machine does not have is invalid', async () => {
    const elsewhere = listen(given().http, { host: '192.0.2.1', port: 0 })
    await expect(elsewhere).rejects.toMatchObject({ code: 'settings_invalid' })
    const message = expect.stringContaining('cannot listen on [2001:db8::1]:9464;')
    const ofSix = listen(given().http, { host: '2001:db8::1', port: 9_464 })
    await expect(ofSix).rejects.toMatchObject({ message })
  })
})
