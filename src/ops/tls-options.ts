import type { ConnectionOptions } from 'node:tls'

import type { TlsSettings } from './settings-form.ts'

/**
 * The TLS options that the clients of Kafka and Redis pass to `node:tls`. Without `ca`,
 * Node's default certificates are trusted.
 */
export const tlsOptions = ({ ca, cert, key, rejectUnauthorized }: TlsSettings): ConnectionOptions => ({
  rejectUnauthorized,
  ...(ca === null ? {} : { ca }),
  ...(cert === null ? {} : { cert }),
  ...(key === null ? {} : { key }),
})
