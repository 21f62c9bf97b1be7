import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { makeDirectory } from './service.ts'

/** Paths of PEM files. `bothFile` holds certificate and key together, as a broker expects them. */
export type Certificate = { readonly certFile: string; readonly keyFile: string; readonly bothFile: string }

/** A certificate authority. Clients that trust `caFile` accept its certificates. */
export type Authority = { readonly caFile: string; issue(name: string): Certificate }

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Creates an authority for a day. Its certificates are valid for this machine by name and by address. */
export function makeAuthority(): Authority {
  const directory = makeDirectory('certificates')
  const [caFile, caKeyFile] = [join(directory, 'authority.pem'), join(directory, 'authority.key')]
  openssl(
    'req',
    '-x509',
    '-days',
    '1',
    ...newKey,
    '-subj',
    '/CN=authority of a test',
    '-keyout',
    caKeyFile,
    '-out',
    caFile,
  )
  return {
    caFile,
    issue: (name) => {
      const [certFile, keyFile, bothFile] = ['pem', 'key', 'both.pem'].map((end) =>
        join(directory, `${name}.${end}`),
      ) as [string, string, string]
      const request = join(directory, `${name}.csr`)
      const extensions = join(directory, 'extensions')
      writeFileSync(extensions, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
      openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', request)
      const by = ['-CA', caFile, '-CAkey', caKeyFile, '-CAcreateserial', '-extfile', extensions]
      openssl('x509', '-req', '-days', '1', '-in', request, ...by, '-out', certFile)
      writeFileSync(bothFile, readFileSync(keyFile, 'utf8') + readFileSync(certFile, 'utf8'))
      return { certFile, keyFile, bothFile }
    },
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' })
}
