import type { Kafka, KafkaConfig, logCreator, SASLOptions } from 'kafkajs'
import type { Logger } from 'pino'

import { clauseOf, WaywardenError } from '../contract/errors.ts'
import type { KafkaSettings } from '../ops/settings-form.ts'
import { tlsOptions } from '../ops/tls-options.ts'
import { kafkajs } from './kafkajs.ts'

const { Kafka: KafkaClass, KafkaJSProtocolError, logLevel } = kafkajs

// kafkajs' own retries, with waits in milliseconds; a call that still fails is retried by its caller.
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 }

/**
 * A connection to the brokers as the settings say. One for each consumer, producer and admin: consumers of
 * one `Kafka` share a table of committed offsets, and then read records twice.
 */
export function createKafka(settings: KafkaSettings, log: Logger): Kafka {
  const { clientId, connectionTimeoutMs, requestTimeoutMs, tls, sasl } = settings
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: RETRY,
    logLevel: log.isLevelEnabled('debug') ? logLevel.INFO : logLevel.WARN,
    logCreator: toPino(log),
  }
  if (tls !== null) config.ssl = tlsOptions(tls)
  if (sasl !== null) config.sasl = { ...sasl } as SASLOptions
  return new KafkaClass(config)
}

// kafkajs logs each of its retries as an error. What matters also comes back as an
// error or an event, and is logged there.
const toPino =
  (log: Logger): logCreator =>
  () =>
  ({ namespace, log: { message, error } }) =>
    log.debug({ namespace, error: typeof error === 'string' ? error : undefined, detail: message }, 'kafkajs')

/** Our error for what the brokers cannot do now. Where `what` is about a group, it names it. */
export const kafkaUnavailable = (what: string, cause: unknown): WaywardenError =>
  new WaywardenError('kafka_unavailable', `${what}: ${clauseOf(cause)}. ${remedyOf(cause)}`, { cause })

const remedyOf = (cause: unknown): string =>
  isCausedBy(cause, isNotYet)
    ? 'The brokers have answered, and will be asked again; if this persists, check their logs'
    : `Check that the brokers are running, and check ${isCausedBy(cause, isWithoutCoordinator) ? GROUP : ''}kafka.brokers, kafka.tls and kafka.sasl`

/** Whether a broker has answered that it cannot do this yet, as it does when it has just started. */
const isNotYet = (error: Error): boolean => error instanceof KafkaJSProtocolError && error.retriable

/**
 * No broker named the group's coordinator. kafkajs says the same if the brokers refused to, because this user
 * may not use the group.
 */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound'
const isWithoutCoordinator = ({ name }: Error): boolean => name === NO_COORDINATOR

/** Whether the error, or one that it was caused by, is such a one. */
const isCausedBy = (error: unknown, is: (error: Error) => boolean): boolean =>
  error instanceof Error && (is(error) || isCausedBy(error.cause, is))

const GROUP = 'that this user may Read that group, '

const OUTAGES: readonly string[] = [
  NO_COORDINATOR,
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
]

/**
 * Whether the brokers could not be reached. After some of these errors kafkajs gives up, above all if no
 * broker named the group's coordinator.
 */
export const isOutage = (error: Error): boolean => isCausedBy(error, ({ name }) => OUTAGES.includes(name))

/**
 * The error that ended a consumer. An error of kafkajs' own, which comes with every
 * outage, becomes `kafka_unavailable`.
 */
export const crashFault = ({ topic, groupId }: Reading, error: Error): Error =>
  error.name.startsWith('KafkaJS')
    ? kafkaUnavailable(`The consumer of ${topic} in group ${groupId} has ended`, error)
    : error

/** What a consumer reads, and as which group. */
export type Reading = { readonly topic: string; readonly groupId: string }
