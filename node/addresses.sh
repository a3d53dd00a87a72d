# A part of container.sh: where the node's peers are. Each node dials the addresses that it knew last; when
# all of them have changed while nobody ran, none would ever find another.

# Valkey, and Redis from 7.2 on, write port 0 where there is none in clear; the bus has the one 10000 above.

# More lives than a node can be thought to have lost.
LAST_LIFE=20

# Writes into data/nodes.conf where the node itself is now, and where its peers are.
mend_addresses() {
  : >run/moved
  if has_foreign_address; then
    find_moved
    keep_reachable
  fi
  mended=$(awk -v address="$CF_ADDRESS" -v port="$CF_PORT" '
    function place(address, port) {
      sub(/^[^,]*/, address ":" ($2 ~ /:0@/ ? 0 : port) "@" port + 10000, $2)
      sub(/,tls-port=[0-9]+/, ",tls-port=" port, $2)
    }
    FILENAME == "run/moved" { new_address[$1] = $4; new_port[$1] = $5; next }
    $3 ~ /myself/ { place(address, port) }
    $1 in new_address { place(new_address[$1], new_port[$1]) }
    { print }' run/moved data/nodes.conf)
  [ "$mended" != "$(cat data/nodes.conf)" ] || return 0
  say "addresses have changed, of peers: $(wc -l <run/moved)"
  printf '%s\n' "$mended" >data/nodes.conf.new
  mv data/nodes.conf.new data/nodes.conf
}

# Whether a peer is known at an address that no peer has now.
has_foreign_address() {
  awk '
    FILENAME == "state/peers" { told[$1 ":" $2]; next }
    $1 == "vars" || $3 ~ /myself|noaddr|handshake/ { next }
    { split($2, part, /[:@,]/); if (!(part[1] ":" part[3] - 10000 in told)) found = 1 }
    END { exit !found }' state/peers data/nodes.conf
}

# Puts "id former-address former-port address port" of every peer that is elsewhere now into run/moved.
find_moved() {
  rm -f run/ids
  life=0
  while [ "$life" -le "$LAST_LIFE" ]; do
    ids_of_life "$life" >>run/ids
    # A peer that was born again is known by its last id, maybe by former ones too.
    awk '
      FILENAME == "run/ids" { address[$1] = $2; port[$1] = $3; next }
      $1 == "vars" || $3 ~ /myself|noaddr|handshake/ { next }
      !($1 in address) { unknown = 1; next }
      {
        split($2, part, /[:@,]/)
        known = part[3] - 10000
        if (part[1] != address[$1] || known != port[$1]) {
          print $1, part[1], known, address[$1], port[$1]
        }
      }
      END { exit unknown }' run/ids data/nodes.conf >run/moved && break
    life=$((life + 1))
  done
}

# Prints "id address port" of every peer, as its ids were in one of its lives: one process for all of them.
ids_of_life() {
  rm -rf /tmp/ids
  mkdir /tmp/ids
  while read -r host port identity; do
    [ -z "$identity" ] || printf '%s/%s' "$identity" "$1" >"/tmp/ids/$host $port"
  done <state/peers
  set -- /tmp/ids/*
  [ ! -e "$1" ] || sha1sum "$@" | sed 's, */tmp/ids/, ,'
  rm -rf /tmp/ids
}

# Who answers where it was has not moved yet: nodes are replaced one at a time, and it hears from this one.
keep_reachable() {
  rm -f run/away.*
  while read -r id host port new_host new_port; do
    (
      [ "$(within=2 ask "$host" "$port" cluster myid </dev/null 2>/dev/null)" = "$id" ] ||
        printf '%s %s %s %s %s\n' "$id" "$host" "$port" "$new_host" "$new_port" >"run/away.$id"
    ) &
  done <run/moved
  wait
  : >run/moved
  for away in run/away.*; do
    [ ! -f "$away" ] || cat "$away" >>run/moved
  done
  rm -f run/away.*
}
