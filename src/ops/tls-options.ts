import type { ConnectionOptions } from 'node:tls'

import type { TlsSettings } from './settings-form.ts'

/** What the clients of Kafka and Redis hand to `node:tls`; without `ca` it trusts the system's own. */
export const tlsOptions = ({ ca, cert, key, rejectUnauthorized }: TlsSettings): ConnectionOptions => ({
  rejectUnauthorized,
  ...(ca === null ? {} : { ca }),
  ...(cert === null ? {} : { cert }),
  ...(key === null ? {} : { key }),
})
