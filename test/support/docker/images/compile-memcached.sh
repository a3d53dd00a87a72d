#!/bin/sh
# Compiles Debian's own source of memcached with what its package leaves out: the password database
# of MEMCACHED_SASL_PWDB. Runs in a container of its own, which is thrown away; the program is then
# in /build/memcached.
set -eu
export DEBIAN_FRONTEND=noninteractive

sed 's/^deb /deb-src /' /etc/apt/sources.list >/etc/apt/sources.list.d/sources.list
apt-get -qq update
apt-get -qq install --yes --no-install-recommends \
  dpkg-dev gcc libc6-dev libevent-dev libsasl2-dev libssl-dev make

mkdir -p /build
cd /build
apt-get -qq source memcached
cd memcached-*/
./configure --quiet --enable-sasl --enable-sasl-pwdb --enable-tls
make --silent --jobs="$(nproc)" memcached
cp memcached /build/memcached
