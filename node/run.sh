#!/bin/sh
# Starts one server in the foreground and stays its parent.
#
# CF_KIND        redis | memcached
# CF_DIRECTORY   folder of the node: conf/ data/ run/
# CF_SERVER      the server's program; its arguments are the arguments of this script
# CF_CLI CF_HOST CF_PORT   how to reach the node itself (redis only)
# conf/container.sh   what a node in a container does besides; a node on the host has none
# conf/recovery.sh    what a node does when its server dies unasked; without it the runner ends too
#
# TERM: a primary hands its slots to a replica, then the server stops.
# USR1: the server stops at once.
set -eu
umask 077
cd "$CF_DIRECTORY"

# A fifth of a second each.
HAND_OVER_TRIES=10

say() { printf '%s cachefort-runner: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1"; }

# When a process started, in the same words as operate/host/process-identity.ts.
start_of() {
  if [ -r "/proc/$1/stat" ]; then
    printf '%s:%s\n' "$(cat /proc/sys/kernel/random/boot_id)" \
      "$(sed 's/^.*) //' "/proc/$1/stat" | cut -d ' ' -f 20)"
  else
    LC_ALL=C TZ=UTC ps -o lstart= -p "$1" | tr -s ' ' | sed 's/^ //; s/ $//'
  fi
}

record() {
  printf '%s %s\n' "$2" "$(start_of "$2")" >"run/$1.tmp"
  mv "run/$1.tmp" "run/$1"
}

# The password goes through the environment: arguments can be read by everybody. Who sets `within` waits so
# many seconds at most: a connection to where nobody is may take minutes to fail.
ask() {
  host=$1 port=$2
  shift 2
  REDISCLI_AUTH=$(cat conf/guard.password) ${within:+timeout "$within"} "$CF_CLI" --tls --cacert conf/ca.crt \
    --user cf-guard --no-auth-warning -h "$host" -p "$port" "$@"
}

# Prints "host port" of each healthy replica of this node, nothing unless it is a primary with slots.
candidates() {
  ask "$CF_HOST" "$CF_PORT" cluster nodes | awk '
    { line[NR] = $0 }
    $3 ~ /myself/ && $3 ~ /master/ && NF > 8 { self = $1 }
    END {
      if (self == "") exit
      for (i = 1; i <= NR; i++) {
        split(line[i], field, " ")
        if (field[4] != self || field[3] ~ /fail|handshake|noaddr/ || field[8] != "connected") continue
        split(field[2], address, /[:@]/)
        print address[1], address[2]
      }
    }'
}

# Repeats a command until it fails; TERM ends it with all that it has started.
every_second() {
  ended='' pause=''
  trap 'ended=yes; [ -z "$pause" ] || kill "$pause" 2>/dev/null || true' TERM
  while [ -z "$ended" ] && "$@"; do
    sleep 1 &
    pause=$!
    # The signal may have come before the pause had a name.
    [ -z "$ended" ] || kill "$pause" 2>/dev/null || true
    wait "$pause" || true
  done
  [ -z "$pause" ] || wait "$pause" || true
}

# Ends what runs beside this program; nothing of it outlives the node.
end_beside() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

is_replica() { ask "$CF_HOST" "$CF_PORT" role | head -n 1 | grep -q '^slave$'; }

hand_over() {
  [ "$CF_KIND" = redis ] || return 0
  # A replica that is frozen, or on its way out too, holds no stop up; macOS has no such program.
  if command -v timeout >/dev/null; then within=4; fi
  tries=0
  while [ "$tries" -lt "$HAND_OVER_TRIES" ]; do
    candidates >run/candidates
    [ -s run/candidates ] || return 0
    is_unlinked=''
    while read -r host port; do
      [ "$tries" -gt 0 ] || say "asking the replica at $host:$port to take over"
      case $(ask "$host" "$port" cluster failover </dev/null) in
        OK) if await_taker "$host" "$port"; then return 0; fi ;;
        *'down or failed'*) is_unlinked=yes ;;
      esac
    done <run/candidates
    [ -n "$is_unlinked" ] || return 1
    # It renews its link: it has just started, or knows a new address of this node.
    sleep 0.2
    tries=$((tries + 1))
  done
  return 1
}

# The engine gives a manual failover up after 5 s (CLUSTER_MF_TIMEOUT).
await_taker() {
  looks=0
  while [ "$looks" -lt 60 ]; do
    if is_replica; then
      say "the replica at $1:$2 has taken over"
      return 0
    fi
    looks=$((looks + 1))
    sleep 0.1
  done
  return 1
}

stop() {
  trap '' TERM USR1
  is_asked=yes
  if [ "$1" = orderly ]; then hand_over || say "no replica took over; stopping all the same"; fi
  # A replica that writes its first log of writes refuses to end, and forgets that it was asked.
  every_second ask_to_end &
  insister=$!
}

ask_to_end() { kill -TERM "$server" 2>/dev/null; }

before_start() { :; }
after_start() { :; }
# shellcheck source=node/container.sh
[ ! -r conf/container.sh ] || . conf/container.sh

watch_elections() { :; }
end_watch() { :; }
recover() { return 1; }
# shellcheck source=node/recovery.sh
[ ! -r conf/recovery.sh ] || . conf/recovery.sh

# Sets status to that of the server's end.
await_end() {
  # A trapped signal ends `wait` early; the server is gone when its pid is.
  while :; do
    wait "$server" && status=0 || status=$?
    kill -0 "$server" 2>/dev/null || break
  done
  say "the server ended with status $status"
}

rm -f run/exit
# Whoever waits for the server's record finds the runner's as well.
record runner "$$"
is_asked=no insister=''
while :; do
  # While no server runs there is nothing to hand over.
  trap 'exit 143' TERM USR1
  before_start
  "$CF_SERVER" "$@" &
  server=$!
  trap 'stop orderly' TERM
  trap 'stop quick' USR1
  record server "$server"
  watch_elections
  after_start
  await_end
  [ -z "$insister" ] || end_beside "$insister"
  end_watch
  trap 'exit 143' TERM USR1
  # Whoever asks the server itself to end, by SHUTDOWN or a signal, means it.
  if [ "$is_asked" = yes ] || [ "$status" -eq 0 ] || ! recover; then break; fi
done
printf '%s\n' "$status" >run/exit
exit "$status"
