#!/bin/sh
# Whether the server in this container answers VERSION of the binary protocol, which needs no login.
# It is asked at its loopback listener; images have no client that speaks TLS.
set -eu
question() { printf '\200\013\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'; }
if command -v bash >/dev/null; then
  answer=$(question | bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$CF_HEALTH_PORT"; cat >&3; head -c 2 <&3' | od -An -tx1)
else
  answer=$(question | nc -w 2 127.0.0.1 "$CF_HEALTH_PORT" | head -c 2 | od -An -tx1)
fi
[ "$answer" = " 81 0b" ]
