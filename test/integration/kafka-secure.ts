import kafkajs, { type AclEntry } from 'kafkajs'

import { makeAuthority, type Authority } from './certificates.ts'
import { kafkaRights } from './documented-rights.ts'
import { freePorts } from './free-ports.ts'
import { startKafka, type KafkaService } from './kafka.ts'
import type { LiveGroup } from './live-group.ts'
import { withAdmin } from './live-topics.ts'

/**
 * A broker that requires rights, by TLS with a login or with a client certificate. Clients of the plain
 * listener (`brokers`) may do everything.
 */
export type SecureKafka = KafkaService & {
  readonly authority: Authority
  /** Addresses for SASL over TLS. */
  readonly loginBrokers: readonly string[]
  /** Addresses for TLS with a client certificate. */
  readonly certificateBrokers: readonly string[]
}

const jaas = 'org.apache.kafka.common.security'
const acl = kafkajs

/** Starts such a broker. `users` may log in with `password`, by PLAIN and by SCRAM. */
export async function startSecureKafka(users: readonly string[], password: string): Promise<SecureKafka> {
  const [loginPort = 0, certificatePort = 0] = await freePorts(2)
  const authority = makeAuthority()
  const { bothFile } = authority.issue('broker')
  const known = users.map((user) => `user_${user}="${password}"`).join(' ')
  const kafka = await startKafka({
    listeners: {
      LOGIN: { speaks: 'SASL_SSL', port: loginPort },
      CERTIFICATE: { speaks: 'SSL', port: certificatePort },
    },
    scram: users.flatMap((user) =>
      [256, 512].map((bits) => `SCRAM-SHA-${bits}=[name=${user},password=${password}]`),
    ),
    properties: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': bothFile,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': authority.caFile,
      'listener.name.certificate.ssl.client.auth': 'required',
      'ssl.principal.mapping.rules': 'RULE:^CN=(.*)$/$1/',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'listener.name.login.plain.sasl.jaas.config': `${jaas}.plain.PlainLoginModule required ${known};`,
      'listener.name.login.scram-sha-256.sasl.jaas.config': `${jaas}.scram.ScramLoginModule required;`,
      'listener.name.login.scram-sha-512.sasl.jaas.config': `${jaas}.scram.ScramLoginModule required;`,
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    },
  })
  const at = (port: number) => [`127.0.0.1:${port}`]
  return { ...kafka, authority, loginBrokers: at(loginPort), certificateBrokers: at(certificatePort) }
}

/** Gives a user the rights that the README documents, for this group's names instead of the default ones. */
export async function giveRights({ brokers }: KafkaService, user: string, group: LiveGroup): Promise<void> {
  const names = new Map([
    ['waybill.queries', group.topics.queries],
    ['waywarden.findings', group.topics.findings],
    ['waywarden.alerts', group.topics.alerts],
    ['waywarden.rejects', group.topics.rejects],
    ['waywarden.coverage', group.topics.coverage],
    ['waywarden', group.name],
    ['waywarden-rings', `${group.name}-rings`],
  ])
  const entries = kafkaRights().map(({ operation, on, name }): AclEntry => ({
    principal: `User:${user}`,
    host: '*',
    operation: acl.AclOperationTypes[operation === 'Read' ? 'READ' : 'WRITE'],
    permissionType: acl.AclPermissionTypes.ALLOW,
    resourceType: acl.AclResourceTypes[on === 'topic' ? 'TOPIC' : 'GROUP'],
    resourceName: names.get(name) ?? name,
    resourcePatternType: acl.ResourcePatternTypes.LITERAL,
  }))
  await withAdmin(brokers, (admin) => admin.createAcls({ acl: entries }))
}
