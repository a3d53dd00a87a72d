#!/bin/sh
# Prints the figures of the server in this container as one line in the embedded metric format of CloudWatch:
# the log driver carries it there, and the task needs no right to do so.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
#
# CF_HEALTH_PORT   the loopback listener, which demands a login as any other
# CF_ENVIRONMENT CF_RING CF_NODE   dimensions
# run/counters     what counters showed the last time: figures of counters are differences
set -eu
cd "$CF_DIRECTORY"

octal() { printf '\\%03o' "$1"; }

# A request of the binary protocol: opcode, key, value.
request() {
  key=${#2} body=$((${#2} + $3))
  # shellcheck disable=SC2059
  printf "\\200$(octal "$1")\\0$(octal "$key")\\0\\0\\0\\0\\0\\0\\0$(octal "$body")\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0$2"
}

questions() {
  password=$(cat conf/metrics.password) user=cf-metrics@cachefort
  # SASL AUTH (0x21): nothing, user and password, each after a NUL; then STAT (0x10) and QUIT (0x07).
  request 33 PLAIN $((${#user} + ${#password} + 2))
  printf '\0%s\0%s' "$user" "$password"
  request 16 "" 0
  request 7 "" 0
}

ask() {
  if command -v bash >/dev/null; then
    bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$CF_HEALTH_PORT"; cat >&3; cat <&3'
  else
    nc -w 5 127.0.0.1 "$CF_HEALTH_PORT"
  fi
}

[ -e run/counters ] || : >run/counters
questions | ask | od -An -v -tu1 | awk -v now="$(date +%s)" '
  BEGIN {
    while ((getline line < "run/counters") > 0) { split(line, pair, " "); before[pair[1]] = pair[2] }
    for (i = 32; i < 127; i++) character[i] = sprintf("%c", i)
  }
  { for (i = 1; i <= NF; i++) byte[count++] = $i }
  function text(from, length_, result, i) {
    for (i = 0; i < length_; i++) result = result character[byte[from + i]]
    return result
  }
  # A counter begins anew with the server, and this file with it.
  function counted(name) { return stat[name] - before[name] }
  END {
    for (at = 0; at + 24 <= count; at += 24 + body) {
      key = byte[at + 2] * 256 + byte[at + 3]
      body = ((byte[at + 8] * 256 + byte[at + 9]) * 256 + byte[at + 10]) * 256 + byte[at + 11]
      if (byte[at + 6] != 0 || byte[at + 7] != 0) exit 1
      if (byte[at + 1] == 16) stat[text(at + 24, key)] = text(at + 24 + key, body - key)
    }
    if (stat["limit_maxbytes"] + 0 == 0) exit 1
    metrics = "Evictions Count counted evictions|CacheHits Count counted get_hits|CacheMisses Count counted get_misses"
    metrics = metrics "|RejectedConnections Count counted rejected_connections"
    metrics = metrics "|AuthenticationFailures Count counted auth_errors"
    metrics = metrics "|CurrConnections Count now curr_connections|CurrItems Count now curr_items"
    metrics = metrics "|MemoryUsage Percent share bytes"
    number = split(metrics, each, "|")
    for (i = 1; i <= number; i++) {
      split(each[i], part, " ")
      if (part[3] == "counted") {
        value = counted(part[4])
        print part[4], stat[part[4]] + 0 > "run/counters.tmp"
      } else if (part[3] == "share") value = 100 * stat[part[4]] / stat["limit_maxbytes"]
      else value = stat[part[4]] + 0
      declared = declared (i > 1 ? "," : "") "{\"Name\":\"" part[1] "\",\"Unit\":\"" part[2] "\"}"
      values = values ",\"" part[1] "\":" value
    }
    printf "{\"_aws\":{\"Timestamp\":%s000,\"CloudWatchMetrics\":[{\"Namespace\":\"Cachefort/Memcached\",", now
    printf "\"Dimensions\":[[\"Environment\",\"Ring\",\"Node\"]],\"Metrics\":[%s]}]},", declared
    printf "\"Environment\":\"%s\",\"Ring\":\"%s\",\"Node\":\"%s\"%s}\n", ENVIRON["CF_ENVIRONMENT"], \
      ENVIRON["CF_RING"], ENVIRON["CF_NODE"], values
  }'
mv run/counters.tmp run/counters
