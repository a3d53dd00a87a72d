# Starts a node in a task of Fargate, where nothing can be mounted: what elsewhere lies in the folder conf/
# comes in the environment and goes to memory, and the server starts without it. Text of `sh -c`, with the
# arguments of the server as its own.
#
# CF_DIRECTORY   folder of the node, in memory and the server's own
# CF_FILE_*      programs and configuration, by the names of the files below
# CF_CERTIFICATE CF_KEY CF_AUTHORITY   PEM
# CF_LOGINS      logins with their realm, in the order of CF_PASSWORD_1, CF_PASSWORD_2, …
set -eu
umask 077
cd "$CF_DIRECTORY"
mkdir -p conf run users

put() { printf '%s\n' "$2" >"$1"; }
put conf/run.sh "$CF_FILE_RUN"
put conf/container.sh "$CF_FILE_CONTAINER"
put conf/health.sh "$CF_FILE_HEALTH"
put conf/metrics.sh "$CF_FILE_METRICS"
put conf/memcached.conf "$CF_FILE_SASL"
put conf/node.crt "$CF_CERTIFICATE"
put conf/node.key "$CF_KEY"
put conf/ca.crt "$CF_AUTHORITY"
unset CF_FILE_RUN CF_FILE_CONTAINER CF_FILE_HEALTH CF_FILE_METRICS CF_FILE_SASL
unset CF_CERTIFICATE CF_KEY CF_AUTHORITY

number=0
: >users/passwords
for login in $CF_LOGINS; do
  number=$((number + 1))
  # shellcheck disable=SC2154
  eval "password=\$CF_PASSWORD_$number"
  printf '%s:%s\n' "$login" "$password" >>users/passwords
  unset "CF_PASSWORD_$number" password
done

exec /bin/sh conf/run.sh "$@"
