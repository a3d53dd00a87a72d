#!/bin/sh
# Whether the node in this container serves: it belongs to its cluster and answers.
set -eu
cd "$CF_DIRECTORY"
[ ! -e state/joining ]
[ "$(REDISCLI_AUTH=$(cat conf/health.password) "$CF_CLI" --tls --cacert conf/ca.crt \
  --user cf-health --no-auth-warning -h "$CF_HOST" -p "$CF_PORT" ping)" = PONG ]
