#!/usr/bin/env bash
# Makes an image from Debian packages, as root or with password-less sudo. No entry point and no user
# are set: whoever starts a container names them.
#
# Usage: debian.sh IMAGE DIGEST SUITE PACKAGE...
image=$1 digest=$2 suite=$3
shift 3
source "$(dirname "${BASH_SOURCE[0]}")/work.sh"

PATH=$PATH:/usr/sbin:/sbin
root=$work/root
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# mirror_of LABEL DEFAULT: where the machine's own apt finds Debian, or its security updates.
mirror_of() {
  local own=
  if command -v apt-get >/dev/null; then
    own=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Label: $1" | sed -n 1p)
  fi
  echo "${own:-$2}"
}

unpack_base() {
  "${as_root[@]}" debootstrap --variant=minbase --keyring="$keyring" --include=ca-certificates \
    "$suite" "$root" "$mirror"
}

# write PATH: standard input to a file of the image.
write() {
  "${as_root[@]}" tee "$root/$1" >/dev/null
}

# No write waits for the disk, and no service starts, while packages are installed.
prepare_root() {
  "${as_root[@]}" mkdir -p "$root/etc/dpkg/dpkg.cfg.d" "$root/usr/sbin"
  echo force-unsafe-io | write etc/dpkg/dpkg.cfg.d/build
}

install_packages() {
  printf 'deb %s %s main\n' "$mirror" "$suite" "$security_mirror" "$suite-security" |
    write etc/apt/sources.list
  printf '#!/bin/sh\nexit 101\n' | write usr/sbin/policy-rc.d
  "${as_root[@]}" chmod 0755 "$root/usr/sbin/policy-rc.d"
  add_accounts
  in_root apt-get -qq update
  in_root apt-get -qq upgrade --yes
  in_root apt-get -qq install --yes --no-install-recommends "$@"
}

# Before their packages, which would take the next free numbers; these are the official images'.
add_accounts() {
  in_root groupadd --system --gid 999 redis
  in_root useradd --system --uid 999 --gid redis --no-create-home redis
  in_root groupadd --system --gid 999 --non-unique valkey
  in_root useradd --system --uid 999 --non-unique --gid valkey --no-create-home valkey
  in_root groupadd --system --gid 11211 memcache
  in_root useradd --system --uid 11211 --gid memcache --no-create-home memcache
}

in_root() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$root" "$@"
}

strip_root() {
  local usr_share=$root/usr/share
  "${as_root[@]}" rm -rf "$root/etc/dpkg/dpkg.cfg.d/build" "$root/usr/sbin/policy-rc.d" \
    "$root/etc/hostname" "$root/etc/resolv.conf" "$root/var/lib/apt/lists" "$root/var/cache" \
    "$root/var/log" "$usr_share/doc" "$usr_share/man" "$usr_share/info" "$usr_share/locale"
  "${as_root[@]}" mkdir -p "$root/var/lib/apt/lists/partial" "$root/var/cache/apt/archives/partial" \
    "$root/var/log"
}

pack_root() {
  "${as_root[@]}" tar --create --file "$work/image.tar" --directory "$root" --numeric-owner \
    --sort=name --one-file-system --exclude='./dev/*' .
}

mirror=$(mirror_of Debian http://deb.debian.org/debian)
security_mirror=$(mirror_of Debian-Security http://deb.debian.org/debian-security)
prepare_root
step "debootstrap $suite" unpack_base
step "installing $*" install_packages "$@"
step "packing" strip_root
step "importing" pack_root
docker import --change "LABEL cachefort.image.digest=$digest" "$work/image.tar" "$image" >>"$log"
