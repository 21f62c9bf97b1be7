import { Kafka, logLevel, type KafkaConfig } from 'kafkajs'

/** A silent Kafka client. Create one per consumer: consumers of one client share committed offsets. */
export function kafkaClient(brokers: readonly string[], more: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({ clientId: 'test', logLevel: logLevel.NOTHING, ...more, brokers: [...brokers] })
}
