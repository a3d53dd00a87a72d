# A part of run.sh: what a Redis node does when its server has died unasked. This program is the server's parent:
# it knows of the death at once and with certainty, where the other nodes guess it from silence after node timeout.
#
# CF_ON_CRASH          promote | restart | auto
# CF_NODE_TIMEOUT_MS   cluster-node-timeout
# CF_APPEND_ONLY       yes when the server keeps a log of writes
#
# It never decides who owns the slots: it asks a replica to stand for election, and the primaries vote as ever
# (CLUSTER FAILOVER FORCE, not TAKEOVER). Times are hundredths of a second since the machine started.

# A crash that repeats is not mended by a sixth start (CIS Docker Benchmark 5.15); it repeats when the server has
# run for fewer seconds than this, as the engine of containers counts too.
MAX_CRASHES=5
LONG_RUN=10
# Seconds before the start after a second crash; they double with each further one.
FIRST_BACK_OFF=1
# A vote takes milliseconds; one that has not come by then does not come.
VOTE_WAIT=200
# An election is noted late, never early: this is for a busy machine alone.
MARGIN=50
# Primaries asked at a time.
VOTERS_AT_ONCE=16

# What has to outlive a container lies in its folder for that.
if [ -d state ]; then kept=state; else kept=run; fi

if [ -r /proc/uptime ]; then
  clock() {
    read -r uptime _ </proc/uptime
    now=${uptime%.*}${uptime#*.}
  }
else
  clock() { now=$(date +%s)00; }
fi

# macOS has no such program.
limit=''
if command -v timeout >/dev/null; then limit=1; fi

put_kept() {
  cat >"$kept/$1.tmp"
  mv "$kept/$1.tmp" "$kept/$1"
}

# Sets epoch to that of the node's shard, without starting a program.
read_epoch() {
  epoch=
  [ -r data/nodes.conf ] || return 0
  while read -r _ _ flags _ _ _ config_epoch _; do
    case $flags in *myself*) epoch=$config_epoch ;; esac
  done <data/nodes.conf
}

# Keeps "epoch time" of the shard's last two elections. Primaries vote about one and the same primary once in two
# node timeouts, and a request that comes earlier keeps its replica from standing again for four.
note_election() {
  read_epoch
  [ -n "$epoch" ] || return 0
  noted='' since=''
  if [ -r "$kept/elections" ]; then read -r noted since <"$kept/elections" || true; fi
  clock
  if [ "$epoch" = "$noted" ]; then
    # The machine has started since; so have those who voted.
    if [ "$since" -gt "$now" ]; then printf '%s %s\n' "$epoch" "$now" | put_kept elections; fi
    return 0
  fi
  put_election "$epoch"
}

# $1 is the epoch that was won.
put_election() {
  clock
  {
    printf '%s %s\n' "$1" "$now"
    [ ! -r "$kept/elections" ] || head -n 1 "$kept/elections"
  } | put_kept elections
}

watch_elections() {
  seconds=0
  every_second look &
  watcher=$!
}

end_watch() { end_beside "$watcher"; }

# Fails when the server has ended, should this program have ended before: nobody then waits for the server, so
# that where the first process of a container reaps nobody its pid stays.
look() {
  kill -0 "$server" 2>/dev/null || return 1
  if [ -r "/proc/$server/stat" ]; then
    read -r _ _ state _ 2>/dev/null <"/proc/$server/stat" || return 1
    [ "$state" != Z ] || return 1
  fi
  note_election
  [ "$seconds" -ne "$LONG_RUN" ] || rm -f "$kept/crashes"
  seconds=$((seconds + 1))
}

# Prints "host port" of the nodes that the dead server knew: with `replicas` its own, with `voters` the
# other primaries that own slots.
known() {
  awk -v which="$1" '
    { line[NR] = $0 }
    $3 ~ /myself/ { self = $1 }
    END {
      for (i = 1; i <= NR; i++) {
        n = split(line[i], field, " ")
        if (field[1] == "vars" || field[3] ~ /myself|noaddr|handshake/) continue
        if (which == "replicas" ? field[4] != self : field[3] !~ /master/ || n < 9) continue
        # Valkey, and Redis from 7.2 on, have no port in clear here: the bus has the one 10000 above.
        split(field[2], address, /[:@,]/)
        print address[1], address[3] - 10000
      }
    }' data/nodes.conf
}

owns_slots() { awk '$3 ~ /myself/ && $3 ~ /master/ && NF > 8 { found = 1 } END { exit !found }' data/nodes.conf; }

# Asks every replica what it has, all at once; answers lie in run/heir.*, told in the file's first line.
ask_replicas() {
  rm -f run/heir.*
  number=0 heirs_asked=''
  while read -r host port; do
    number=$((number + 1))
    (
      printf '%s %s\n' "$host" "$port" >"run/asked-heir.$number"
      printf 'info server\ninfo replication\ncluster info\ncluster nodes\n' |
        within=$limit ask "$host" "$port" >>"run/asked-heir.$number" 2>/dev/null &&
        mv "run/asked-heir.$number" "run/heir.$number"
    ) &
    heirs_asked="$heirs_asked $!"
  done <run/replicas
  replicas=$number
}

await_answers() {
  # shellcheck disable=SC2086
  wait $heirs_asked
}

# Prints "offset host port uptime" of each replica that was linked until the death, the one with most data first.
# $1: seconds since then.
heirs() {
  for answer in run/heir.*; do
    [ ! -f "$answer" ] || tr -d '\r' <"$answer" | awk -v elapsed="$1" '
      NR == 1 { host = $1; port = $2; next }
      # As it says itself: a change of the flag alone is written to no file of the other nodes.
      $3 ~ /myself/ { is_barred = $3 ~ /nofailover/ }
      sub(/^uptime_in_seconds:/, "") { uptime = $1 }
      /^role:slave$/ { is_replica = 1 }
      /^master_link_status:up$/ { is_linked = 1 }
      /^master_sync_in_progress:1$/ { is_syncing = 1 }
      sub(/^master_link_down_since_seconds:/, "") { if ($1 >= 0 && $1 <= elapsed + 1) is_linked = 1 }
      sub(/^slave_repl_offset:/, "") { offset = $1 }
      END { if (is_replica && is_linked && !is_syncing && !is_barred) print offset, host, port, uptime }'
  done | sort -rn
}

# Sets taker to "host:port" of a replica that has become a primary.
find_taker() {
  taker=$(for answer in run/heir.*; do
    [ ! -f "$answer" ] || tr -d '\r' <"$answer" | awk '
      NR == 1 { place = $1 ":" $2 }
      /^role:master$/ { print place }'
  done | head -n 1)
  [ -n "$taker" ]
}

# Whether more than half of the primaries, the dead one among them, answer: without them nobody is elected,
# and whoever asked in vain may not ask again for long.
has_majority() {
  size=$(($(wc -l <run/voters) + 1))
  needed=$((size / 2 + 1))
  rm -f run/voter.*
  number=0 asked=''
  while read -r host port _; do
    number=$((number + 1))
    (
      [ "$(within=$limit ask "$host" "$port" ping </dev/null 2>/dev/null)" != PONG ] || : >"run/voter.$number"
    ) &
    asked="$asked $!"
    if [ $((number % VOTERS_AT_ONCE)) -eq 0 ]; then
      # shellcheck disable=SC2086
      wait $asked
      asked=''
    fi
  done <run/voters
  # shellcheck disable=SC2086
  [ -z "$asked" ] || wait $asked
  alive=0
  for voter in run/voter.*; do
    [ ! -f "$voter" ] || alive=$((alive + 1))
  done
  rm -f run/voter.*
  [ "$alive" -ge "$needed" ]
}

# Whether a replica of this node may have stood for election in vain: it has stood since its start, or has started
# since a request would still count, or does not answer.
may_have_stood() {
  answer=$replicas
  while [ "$answer" -gt 0 ]; do
    [ -f "run/heir.$answer" ] || return 0
    if tr -d '\r' <"run/heir.$answer" | awk -v counts="$((4 * timeout / 100))" '
      sub(/^cluster_stats_messages_auth-req_sent:/, "") { if ($1 > 0) has_stood = 1 }
      sub(/^uptime_in_seconds:/, "") { if ($1 <= counts) has_stood = 1 }
      END { exit !has_stood }'; then return 0; fi
    answer=$((answer - 1))
  done
  return 1
}

# Sets earliest: from then on the primaries vote about this node, and the heir may stand; $1: its host, $2: its port,
# $3: seconds that it runs.
#
# The last election is the one that this node has won: the votes were about its predecessor. Whoever was replaced in
# the one before may have been this node, and whoever won it the heir, unless it has started since.
find_earliest() {
  note_election
  at=$(tail -n 1 "$kept/elections")
  at=${at#* }
  earliest=$((at + 2 * timeout + MARGIN))
  # Uptime is told in whole seconds: a start soon after that election shows in some looks alone, shortly before it grows.
  if [ "$((($3 + 1) * 100))" -lt "$((now - at))" ]; then started="$started $1:$2"; fi
  case "$started " in *" $1:$2 "*) ;; *) earliest=$((at + 4 * timeout + MARGIN)) ;; esac
  # An epoch that nobody has won: an election that failed, of whom and when is told nowhere.
  may_have_stood || return 0
  unwon=$(cat run/heir.* 2>/dev/null | tr -d '\r' | awk '
    sub(/^cluster_current_epoch:/, "") { if ($1 > current) current = $1 + 0 }
    NF > 7 && $7 ~ /^[0-9]+$/ { if ($7 > won) won = $7 + 0 }
    END { if (current > won) print current }')
  [ -n "$unwon" ] || return 0
  noted='' at=''
  if [ -r "$kept/unwon" ]; then read -r noted at <"$kept/unwon" || true; fi
  if [ "$noted" != "$unwon" ]; then
    at=$died
    printf '%s %s\n' "$unwon" "$at" | put_kept unwon
  fi
  at=$((at + 4 * timeout + MARGIN))
  [ "$at" -le "$earliest" ] || earliest=$at
}

# Sets heir to "offset host port uptime" of the best replica, if there is one.
find_heir() {
  clock
  heir=$(heirs "$(((now - died) / 100))" | head -n 1)
}

# Looks at the replicas until the vote is due; fails when none has taken over by then.
wait_until_due() {
  while [ "$now" -lt "$earliest" ]; do
    sleep 0.3
    ask_replicas
    await_answers
    if find_taker; then return 0; fi
    find_heir
    [ -n "$heir" ] || return 1
    # shellcheck disable=SC2086
    find_earliest ${heir#* }
  done
  return 1
}

# Looks at the replicas until one has taken over; $1: the moment to give up, $2: seconds between two looks.
wait_for_taker() {
  while :; do
    ask_replicas
    await_answers
    if find_taker; then return 0; fi
    clock
    if [ "$now" -ge "$1" ]; then return 1; fi
    sleep "$2"
  done
}

# Sets choice and reason, having had a replica promoted where that was possible.
choose() {
  choice=restart
  if [ "$CF_ON_CRASH" = restart ]; then
    reason='the policy is restart'
    return 0
  fi
  known replicas >run/replicas
  if [ ! -s run/replicas ]; then
    reason='it has no replica'
    return 0
  fi
  known voters >run/voters
  patience=$((died + 6 * timeout + 500))
  while :; do
    ask_replicas
    majority=no
    if has_majority; then majority=yes; fi
    await_answers
    if find_taker; then
      choice=promote reason='the engine had elected it already'
      return 0
    fi
    find_heir
    if [ "$majority" = no ]; then
      reason='too few primaries answer for an election'
    elif [ -z "$heir" ]; then
      reason='no replica was in sync'
    else
      # shellcheck disable=SC2086
      find_earliest ${heir#* }
      [ "$now" -lt "$earliest" ] || break
      say "waiting at most $(((earliest - now) * 10)) ms: the primaries have voted about this node a moment ago"
      if wait_until_due; then
        choice=promote reason='the engine elected it while the vote was not due'
        return 0
      fi
      continue
    fi
    # Its own disk is all that the node has to go on; without a log of writes that is too little.
    if [ "$CF_ON_CRASH" = auto ] && [ "$CF_APPEND_ONLY" = yes ]; then return 0; fi
    if wait_for_taker "$patience" 0.5; then
      choice=promote
      return 0
    fi
    reason="$reason, and none has taken over"
    return 0
  done
  choice=promote
  # shellcheck disable=SC2086
  set -- $heir
  reason="it has the most data, up to offset $1"
  say "asking the replica at $2:$3 to stand for election: $reason"
  answer=$(within=$limit ask "$2" "$3" cluster failover force </dev/null 2>&1) || true
  [ "$answer" = OK ] || say "the replica at $2:$3 answers: $answer"
  clock
  if wait_for_taker "$((now + VOTE_WAIT))" 0.02; then return 0; fi
  say "it was not elected at once; the engine's own election is due"
  if wait_for_taker "$patience" 0.5; then return 0; fi
  choice=restart reason='no replica was elected'
}

# Sets crashes to the number of those in a row, this one included.
count_crash() {
  crashes=0
  if [ -r "$kept/crashes" ]; then read -r crashes <"$kept/crashes"; fi
  crashes=$((crashes + 1))
  printf '%s\n' "$crashes" | put_kept crashes
}

back_off() {
  [ "$crashes" -gt 1 ] || return 0
  seconds=$((FIRST_BACK_OFF << (crashes - 2)))
  say "crash $crashes in a row: starting again in $seconds s"
  # A signal is heeded between two programs.
  while [ "$seconds" -gt 0 ]; do
    sleep 1
    seconds=$((seconds - 1))
  done
}

# One line for each crash, the last twenty: what the harness shows, and people look for.
note_recovery() {
  clock
  {
    [ ! -r "$kept/recoveries" ] || tail -n 19 "$kept/recoveries"
    printf 'at=%s status=%s role=%s choice=%s taker=%s ms=%s reason=%s\n' \
      "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$status" "$role" "$choice" "${taker:--}" "$(((now - died) * 10))" "$reason"
  } | put_kept recoveries
  say "$choice: $reason"
}

# Whether the server is to be started again.
recover() {
  clock
  died=$now timeout=$((CF_NODE_TIMEOUT_MS / 10)) taker='' role=replica started=''
  count_crash
  if [ ! -r data/nodes.conf ]; then
    choice=stay-down reason='its data is gone' role=unknown
  elif owns_slots; then
    role=primary
    choose
  else
    choice=restart reason='it owned no slots'
  fi
  if [ "$crashes" -gt "$MAX_CRASHES" ]; then
    reason="$reason; crash $crashes in a row"
    [ "$choice" = promote ] || choice=stay-down
    note_recovery
    say 'staying down: look at what the server says above'
    return 1
  fi
  # The primaries have voted about this node: it may be back, and primary again, before the next look.
  [ "$choice" != promote ] || put_election replaced
  note_recovery
  [ "$choice" != stay-down ] || return 1
  back_off
}
