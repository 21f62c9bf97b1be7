#!/bin/sh
# Starts Redis in its data directory, after cutting from its log what a power loss has left of the last transaction.
#   repair-aof.sh redis-server [ARGUMENT...]
# Redis by itself cuts less: half a transaction may stay, and is carried out with the next one when the log is read again
# (seen with Redis 8.0.2; valkey-io/valkey#4342 says how). With `aof-load-truncated no` it starts on a whole log only.
# Fails closed: what is cut is kept beside the log, and where more than that one transaction would go, nothing is changed.
set -eu

if [ $# -eq 0 ]; then
  echo 'usage: repair-aof.sh redis-server [ARGUMENT...]    in the data directory of Redis' >&2
  exit 2
fi

folder=appendonlydir
manifest=$folder/appendonly.aof.manifest
# Bytes of a count or a length in the log, with its sign and its line break.
longest_number=24

refuse() {
  printf '%s\n' "repair-aof: $1. Nothing was changed, and Redis does not start. Copy $folder, then restore it from a replica or a backup; if there is neither, 'redis-check-aof --fix $manifest' cuts the log from there on, and what it cuts is lost" >&2
  exit 1
}

# repair REPORT: what redis-check-aof says of a log that is not whole.
repair() {
  fields='s/^AOF analyzed: filename=\(.*\), size=\([0-9]*\), ok_up_to=\([0-9]*\),.*, diff=\([0-9]*\)$/\2 \3 \4 \1/p'
  read -r bytes good_bytes cut_bytes file <<END
$(printf '%s\n' "$1" | sed -n "$fields" | tail -n 1)
END
  [ "${cut_bytes:-0}" -gt 0 ] || refuse "the log cannot be read: $(printf '%s\n' "$1" | tail -n 1)"

  complaint=$(printf '%s\n' "$1" | grep -E '^0x|format error' || true)
  is_cut_short "$complaint" "$bytes" ||
    refuse "$file is damaged behind byte $good_bytes, $cut_bytes bytes before its end ($complaint)"

  # A damaged length looks like an early end. But what a power loss leaves is a part of one transaction, and begins with its MULTI.
  transactions=$(tail -c "+$((good_bytes + 1))" "$folder/$file" | LC_ALL=C grep -c '^MULTI' || true)
  [ "$transactions" -le 1 ] ||
    refuse "$file would lose $transactions transactions ($cut_bytes bytes), and a power loss leaves a part of one at most"

  cut=$folder/$file.cut.$(date -u +%Y%m%dT%H%M%SZ)
  tail -c "+$((good_bytes + 1))" "$folder/$file" > "$cut"
  echo "repair-aof: cutting the last $cut_bytes bytes of $file; $cut has them" >&2
  echo y | redis-check-aof --fix "$manifest"
}

# is_cut_short COMPLAINT BYTES: whether the log merely ends too early. Any other complaint is damage, and what follows it may be good.
is_cut_short() {
  case $1 in
    '' | *'Expected to read '* | *'Reached EOF '*) return 0 ;;
    0x*) ;;
    *) return 1 ;;
  esac
  # Where the end is within a number, the complaint is about what should follow it.
  at=$(printf '%s\n' "$1" | sed 's/^0x *\([0-9a-f]*\):.*/\1/')
  [ $(($2 - 0x$at)) -le "$longest_number" ]
}

if [ ! -f "$manifest" ]; then
  echo "repair-aof: no $manifest in $(pwd): a first start, or not the data directory of Redis; nothing to repair" >&2
elif ! report=$(redis-check-aof "$manifest" 2>&1); then
  repair "$report"
fi
exec "$@" --aof-load-truncated no
