#!/bin/sh
# Starts Redis in its data directory, after cutting from its log what a power loss has left of the last transaction.
# Redis by itself cuts less: half a transaction may stay, and is carried out with the next one when the log is read again
# (seen with Redis 8.0.2; valkey-io/valkey#4342 says how). With `aof-load-truncated no` it starts on a whole log only.
set -eu

manifest=appendonlydir/appendonly.aof.manifest
if [ -f "$manifest" ]; then
  echo y | redis-check-aof --fix "$manifest"
fi
exec "$@" --aof-load-truncated no
