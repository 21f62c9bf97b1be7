import { Kafka, logLevel, type KafkaConfig } from 'kafkajs'

/** A silent Kafka object. One for every consumer: consumers of one object share their committed offsets. */
export function kafkaClient(brokers: readonly string[], more: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({ clientId: 'test', logLevel: logLevel.NOTHING, ...more, brokers: [...brokers] })
}
