#!/usr/bin/env bash
# Makes an image in which `memcached` is Debian's source compiled with the password database, as the
# official image has it; the package's own program stays in /usr/bin.
#
# Usage: memcached-pwdb.sh IMAGE DIGEST BASE
image=$1 digest=$2 base=$3
source "$(dirname "${BASH_SOURCE[0]}")/work.sh"

here=$(dirname "${BASH_SOURCE[0]}")
container=cachefort-test-${work##*-}
context=$work/context

release() {
  docker rm --force --volumes "$container" >/dev/null 2>&1
}

# The host's network is the one that reaches the mirror also where an engine has no bridge.
create_container() {
  docker create --name "$container" --network host --env http_proxy --env https_proxy \
    "$base" sh /compile.sh
  docker cp "$here/compile-memcached.sh" "$container:/compile.sh"
}

build_image() {
  docker build --tag "$image" --label "cachefort.image.digest=$digest" "$context"
}

step "starting from $base" create_container
step "compiling memcached" docker start --attach "$container"
mkdir "$context"
docker cp "$container:/build/memcached" "$context/memcached" >>"$log"
printf 'FROM %s\nCOPY memcached /usr/local/bin/memcached\n' "$base" >"$context/Dockerfile"
step "importing" build_image
