#!/usr/bin/env bash
# Makes: an archive of the classes that a start and events take, by the command that $2 and all behind it are: starts the
#   function with it, lets it publish events of each mode to a Kafka of this script's, and ends it in order.
# Assumes: Kafka's libraries in $1, as a class path; free ports PORT, KAFKA_PORT and the one above that.
set -euo pipefail

readonly LIBRARIES=$1 JAVA=$2
readonly EVENTS=20   # of each mode
readonly PORT=${PORT:-8080} KAFKA_PORT=${KAFKA_PORT:-19092}
export PORT KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$KAFKA_PORT SLUICE_TOPIC=training
shift

home=$(mktemp -d)
end() {
  local status=$?
  ((status == 0)) || cat "$home"/*.log >&2 || true
  kill $(jobs -p) 2> /dev/null || true
  wait || true
  rm -rf "$home"
}
trap end EXIT

cat > "$home/kafka.properties" << END
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:$((KAFKA_PORT + 1))
listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$((KAFKA_PORT + 1))
num.partitions=12
offsets.topic.replication.factor=1
log.dirs=$home/logs
END

kafka() {
  "$JAVA" -Xmx256m -cp "$LIBRARIES" "$@" >> "$home/kafka.log" 2>&1
}

# The status of the answer to an event with headers $1 and body $2; nothing where nobody answers.
post() {
  local status=
  {
    exec 3<> "/dev/tcp/127.0.0.1/$PORT" &&
      printf 'POST / HTTP/1.1\r\nHost: sluice\r\nConnection: close\r\nContent-Length: %d\r\n%b\r\n\r\n%s' \
        "${#2}" "$1" "$2" >&3 &&
      read -r _ status _ <&3
  } 2> /dev/null || true
  echo "$status"
}

publish() {
  local status
  for ((i = 0; i < EVENTS; i++)); do
    status=$(post "$1" "$2")
    if [[ $status != 202 ]]; then
      echo "train.sh: an event was answered '$status', not 202" >&2
      exit 1
    fi
  done
}

kafka kafka.tools.StorageTool format --cluster-id c2x1aWNlLXRyYWluaW5nIQ --config "$home/kafka.properties"
kafka kafka.Kafka "$home/kafka.properties" &

"$@" &
readonly FUNCTION=$!

event='{"specversion":"1.0","id":"1","source":"/training","type":"t","subject":"s","data":{"total":12.50}}'
for ((second = 0; second < 60; second++)); do
  [[ $(post 'Content-Type: application/cloudevents+json' "$event") == 202 ]] && break
  sleep 1
done
publish 'ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /training\r\nce-type: t\r\nContent-Type: application/json' '{"total":12.50}'
publish 'Content-Type: application/cloudevents+json' "$event"
publish 'Content-Type: application/cloudevents-batch+json' "[$event,$event]"

kill -TERM "$FUNCTION"
wait "$FUNCTION"
