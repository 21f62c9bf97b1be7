#!/usr/bin/env bash
# Creates waywarden's topics where they are missing, and leaves alone what is there.
#   create-topics.sh BOOTSTRAP [REPLICAS [OPTION...]]
# Needs Kafka's kafka-topics.sh: that of KAFKA_TOPICS, else of the PATH, else of the image apache/kafka. Options go to it as they are:
# --command-config FILE where the brokers want TLS or a login. Topics have the names that waywarden's own variables give them.
set -euo pipefail

bootstrap=${1:-}
replicas=${2:-1}
if [[ -z $bootstrap || ! $replicas =~ ^[1-9][0-9]*$ ]]; then
  echo 'usage: create-topics.sh BOOTSTRAP [REPLICAS [OPTION...]]' >&2
  exit 2
fi
options=("${@:3}")
kafka_topics=${KAFKA_TOPICS:-$(command -v kafka-topics.sh || echo /opt/kafka/bin/kafka-topics.sh)}
if ! command -v "$kafka_topics" > /dev/null; then
  echo "create-topics.sh: there is no $kafka_topics; set KAFKA_TOPICS to the kafka-topics.sh of a Kafka" >&2
  exit 2
fi

day_ms=86400000
# What is acknowledged is on two brokers, where there are enough of them to lose one.
in_sync=$((replicas > 2 ? 2 : 1))

# create TOPIC PARTITIONS SETTING...
create() {
  local topic=$1 partitions=$2 settings=(--config min.insync.replicas=$in_sync)
  shift 2
  for setting in "$@"; do settings+=(--config "$setting"); done
  "$kafka_topics" --bootstrap-server "$bootstrap" ${options[@]+"${options[@]}"} --create --if-not-exists \
    --topic "$topic" --partitions "$partitions" --replication-factor "$replicas" "${settings[@]}"
}

# One partition is one lane: the number bounds how many processes can share the work, and cannot change later without
# moving accounts between lanes. Events may have 1 MiB, to which the record's own fields come. The broker's clock stamps
# each record, so no producer's clock can stretch what counts as late. Keep records for longer than the longest outage.
create "${WAYWARDEN_KAFKA_TOPICS_QUERIES:-waybill.queries}" 12 cleanup.policy=delete retention.ms=$((7 * day_ms)) \
  max.message.bytes=2097152 message.timestamp.type=LogAppendTime

# From the first pass to the second: by device, address or outlet, so here too a partition is a lane, and the number cannot change later.
create "${WAYWARDEN_KAFKA_TOPICS_FINDINGS:-waywarden.findings}" 6 cleanup.policy=delete retention.ms=$((7 * day_ms))

# The newest record of a key is the alert, or the lane's coverage.
create "${WAYWARDEN_KAFKA_TOPICS_ALERTS:-waywarden.alerts}" 3 cleanup.policy=compact max.compaction.lag.ms=$day_ms
create "${WAYWARDEN_KAFKA_TOPICS_COVERAGE:-waywarden.coverage}" 1 cleanup.policy=compact max.compaction.lag.ms=$day_ms

create "${WAYWARDEN_KAFKA_TOPICS_REJECTS:-waywarden.rejects}" 3 cleanup.policy=delete retention.ms=$((30 * day_ms))
