import { expect, it } from 'vitest'

import { tlsOptions } from '../../src/ops/tls-options.ts'

it('hand over what is given, and leave the rest to the system', () => {
  const given = { ca: 'CA', cert: 'CERT', key: 'KEY', rejectUnauthorized: true }
  expect(tlsOptions(given)).toEqual(given)
  const none = { ca: null, cert: null, key: null, rejectUnauthorized: false }
  expect(Object.keys(tlsOptions(none))).toEqual(['rejectUnauthorized'])
})
