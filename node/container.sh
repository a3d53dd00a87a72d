# A part of run.sh: what a node in a container does before and after the start of its server. Its
# volume may be new or lost, and no one stands by who would know.
#
# CF_ADDRESS     the node's address in the network
# CF_IDENTITY    what the node's id in the cluster is made of: environment/cluster/node
# CF_FIRST_SLOT  first slot of the node's shard
# CF_APPEND_ONLY yes when the server keeps a log of writes
# CF_USERS       file with user@realm:password lines, of which a sasldb is made (memcached only)
# state/         outlives the volume: peers (address, port and identity of every other node), seed (until it
#                is used), incarnation, written, joining

# shellcheck source=node/addresses.sh
[ ! -r conf/addresses.sh ] || . conf/addresses.sh

before_start() {
  if [ "$CF_KIND" = redis ]; then
    prepare_data
  elif [ -n "${CF_USERS:-}" ]; then
    make_sasldb
  fi
}

after_start() {
  [ "$CF_KIND" = redis ] || return 0
  note_log_of_writes &
  [ ! -e state/joining ] || join &
}

has_log_of_writes() { [ -e data/appendonlydir/appendonly.aof.manifest ]; }

# Whether the data is that of the node's last life. Whoever comes back as owner of slots without their
# keys empties its replicas too.
has_data() {
  [ -e data/nodes.conf ] || return 1
  [ "$CF_APPEND_ONLY" = no ] || [ ! -e state/written ] || has_log_of_writes
}

# Asks every peer that the node knows what it sees of the cluster, all at once; answers lie in run/view.*.
ask_peers() {
  rm -f run/view.*
  awk '$1 != "vars" && $3 !~ /myself|noaddr|handshake/ { split($2, part, /[:@]/); print $1, part[1], part[2] }' \
    data/nodes.conf >run/known
  while read -r id host port; do
    (within=3 ask "$host" "$port" cluster nodes </dev/null >"run/asked.$id" 2>/dev/null &&
      mv "run/asked.$id" "run/view.$id") &
  done <run/known
  wait
}

# Whether the others still count this node among them: one that left for good, or was away for long, has
# been forgotten, and nobody listens to it. Silence means that they are starting too.
is_known() {
  self=$(awk '$3 ~ /myself/ { print $1 }' data/nodes.conf)
  ask_peers
  answers=0
  for view in run/view.*; do
    # A peer that joins just now knows next to nobody itself.
    [ -f "$view" ] && [ "$(grep -c . "$view")" -gt 2 ] || continue
    answers=$((answers + 1))
    if grep -q "^$self " "$view"; then return 0; fi
  done
  [ "$answers" -eq 0 ]
}

prepare_data() {
  if [ -e state/seed ]; then
    say "first start"
    cp state/seed data/nodes.conf
    put incarnation 0
    rm state/seed
    return 0
  fi
  [ ! -e data/nodes.conf ] || mend_addresses
  if ! has_data; then
    say "no data: joining the cluster as a replica"
    forget_life
  elif ! is_known; then
    say "the cluster has forgotten this node: joining it as a replica"
    forget_life
  elif [ "$CF_APPEND_ONLY" = no ]; then
    wait_for_heir
  fi
}

put() {
  printf '%s\n' "$2" >"state/$1.tmp"
  mv "state/$1.tmp" "state/$1"
}

# A new id: the cluster bans a forgotten one for a while, and knows the old one as an owner.
forget_life() {
  wait_for_owner
  put joining yes
  rm -f state/written
  find data -mindepth 1 -delete
  incarnation=$(($(cat state/incarnation 2>/dev/null || printf -- -1) + 1))
  put incarnation "$incarnation"
  id=$(printf '%s/%s' "$CF_IDENTITY" "$incarnation" | sha1sum | cut -c 1-40)
  printf '%s %s:%s@%s myself,master - 0 0 0 connected\nvars currentEpoch 0 lastVoteEpoch 0\n' \
    "$id" "$CF_ADDRESS" "$CF_PORT" "$((CF_PORT + 10000))" >data/nodes.conf
}

# Prints "id address port" of the living owner of the shard's first slot, nothing while there is none.
owner_seen_by() {
  ask "$1" "$2" cluster nodes </dev/null | awk -v slot="$CF_FIRST_SLOT" -v self="$CF_ADDRESS:$CF_PORT" '
    $3 ~ /fail|noaddr|handshake/ { next }
    {
      split($2, address, /[@,]/)
      if (address[1] == self) next
      for (i = 9; i <= NF; i++) {
        if ($i !~ /^[0-9]+(-[0-9]+)?$/) continue
        split($i, range, "-")
        if (range[2] == "") range[2] = range[1]
        if (range[1] + 0 <= slot && slot <= range[2] + 0) {
          split(address[1], part, ":")
          print $1, part[1], part[2]
        }
      }
    }'
}

# Sets owner_id, owner_address and owner_port; another node must have taken the shard over.
wait_for_owner() {
  tries=0
  until find_owner; do
    [ "$((tries % 50))" -ne 0 ] || say "waiting for a living owner of slot $CF_FIRST_SLOT"
    tries=$((tries + 1))
    sleep 0.2
  done
}

find_owner() {
  while read -r host port _; do
    [ "$(ask "$host" "$port" cluster info </dev/null | tr -d '\r' | sed -n 's/^cluster_state://p')" = ok ] || continue
    seen=$(owner_seen_by "$host" "$port" | head -n 1)
    [ -n "$seen" ] || continue
    read -r owner_id owner_address owner_port <<EOF
$seen
EOF
    return 0
  done <state/peers
  return 1
}

# Without a log of writes an owner that comes back empties its replica: that one is promoted first. A replica
# without keys has nothing to lose; one that stays silent is starting too, and will have none.
wait_for_heir() {
  self=$(awk '$3 ~ /myself/ && $3 ~ /master/ && NF > 8 { print $1 }' data/nodes.conf)
  [ -n "$self" ] || return 0
  tries=0
  while [ "$tries" -lt 5 ]; do
    ask_peers
    heirs_of "$self" >run/heirs
    while read -r host port; do
      (within=2 ask "$host" "$port" info keyspace </dev/null 2>/dev/null) | grep -q '^db' || continue
      say "no log of writes: waiting until a replica has taken over"
      wait_for_owner
      return 0
    done <run/heirs
    tries=$((tries + 1))
    sleep 0.2
  done
}

# Prints "address port" of every replica of a node that is alive to somebody.
heirs_of() {
  for view in run/view.*; do
    [ ! -f "$view" ] || awk -v self="$1" '
      $4 == self && $3 !~ /fail($|,)|noaddr/ { split($2, part, /[:@]/); print part[1], part[2] }' "$view"
  done | sort -u
}

join() {
  until joined; do
    sleep 0.2
  done
  forget_former_ids
  rm -f state/joining
  say "joined as a replica of $owner_id"
}

joined() {
  own=$(ask "$CF_HOST" "$CF_PORT" cluster nodes </dev/null | grep ' [a-z,]*myself') || return 1
  find_owner || return 1
  case $own in
    *" $owner_id "*) return 0 ;;
  esac
  if ask "$CF_HOST" "$CF_PORT" cluster nodes </dev/null | grep -q "^$owner_id .*master"; then
    ask "$CF_HOST" "$CF_PORT" cluster replicate "$owner_id" </dev/null >run/replicate || true
  else
    # The engine does not repeat a MEET that was lost.
    ask "$owner_address" "$owner_port" cluster meet "$CF_ADDRESS" "$CF_PORT" </dev/null >run/meet || true
    sleep 0.5
  fi
  return 1
}

# Everybody forgets who the node was before; one alone would be told again by the others.
forget_former_ids() {
  former=$(number=0
    while [ "$number" -lt "$(cat state/incarnation)" ]; do
      printf '%s/%s' "$CF_IDENTITY" "$number" | sha1sum | cut -c 1-40
      number=$((number + 1))
    done)
  for old in $former; do
    while read -r host port _; do
      ask "$host" "$port" cluster forget "$old" </dev/null >run/forget 2>&1 || true
    done <state/peers
    ask "$CF_HOST" "$CF_PORT" cluster forget "$old" </dev/null >run/forget 2>&1 || true
  done
}

# From the server's first log of writes on, its lack means that data was lost.
note_log_of_writes() {
  until has_log_of_writes; do
    [ "$CF_APPEND_ONLY" = yes ] || return 0
    sleep 0.5
  done
  [ -e state/written ] || put written yes
}

# The passwords go through standard input: arguments can be read by everybody.
make_sasldb() {
  rm -f run/users.db
  while IFS=: read -r user password; do
    printf '%s' "$password" | saslpasswd2 -p -c -a memcached -f run/users.db -u cachefort "${user%@*}"
  done <"$CF_USERS"
}
