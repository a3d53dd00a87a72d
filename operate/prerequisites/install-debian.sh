#!/bin/sh
# Installs Debian or Ubuntu packages, as root, and leaves no service of theirs running or enabled
# that was not so before; also when it fails or is interrupted.
#
# Usage: install-debian.sh PACKAGE...
# CACHEFORT_INSTALL_ROOT: prefix of the files looked at, for tests. Default: none.
set -eu

PATH=$PATH:/usr/sbin:/sbin
export DEBIAN_FRONTEND=noninteractive

root=${CACHEFORT_INSTALL_ROOT:-}
policy=$root/usr/sbin/policy-rc.d
mark='# cachefort: no service starts while packages are installed'
services='redis-server memcached saslauthd'
# Only when it is being installed: an engine may start beside an installation that is none of its own.
case " $* " in *' docker.io '*) services="$services docker containerd" ;; esac
case " $* " in *' prometheus '*) services="$services prometheus prometheus-node-exporter" ;; esac

is_running() {
  service "$1" status >/dev/null 2>&1
}

# By the links themselves: systemctl may be absent, and its daemon not running.
is_enabled() {
  for link in "$root"/etc/systemd/system/*.wants/"$1".* "$root"/etc/rc[2-5].d/S[0-9][0-9]"$1"; do
    if [ -L "$link" ]; then return 0; fi
  done
  return 1
}

disable() {
  # Without systemd its links are only kept for the day when it is installed.
  if command -v systemctl >/dev/null; then
    # Docker has a socket besides its service.
    for link in "$root"/etc/systemd/system/*.wants/"$1".*; do
      if [ -L "$link" ]; then systemctl --quiet disable "${link##*/}"; fi
    done
  else
    find "$root/etc/systemd/system" -type l \
      \( -path "*.wants/$1.*" -o -lname "*/$1.service" \) -delete
  fi
  if [ -e "$root/etc/init.d/$1" ]; then update-rc.d "$1" disable; fi
}

was() {
  case " $1 " in *" $2 "*) return 0 ;; esac
  return 1
}

# What Debian asks before it starts a service: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
forbid_starts() {
  if [ -e "$policy" ] && ! grep -qF "$mark" "$policy"; then return; fi
  policy_is_ours=yes
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 0755 "$policy"
}

restore() {
  status=$?
  set +e
  trap '' HUP INT TERM
  for service in $services; do
    if ! was "$running" "$service" && is_running "$service"; then service "$service" stop; fi
    if ! was "$enabled" "$service" && is_enabled "$service"; then
      disable "$service"
      if is_enabled "$service"; then
        echo "install-debian.sh: $service starts at boot: update-rc.d $service disable" >&2
        status=1
      fi
    fi
  done
  if [ "$policy_is_ours" = yes ]; then rm -f "$policy"; fi
  exit "$status"
}

apt() {
  apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" </dev/null
}

install() {
  apt install --yes --no-install-recommends "$@"
}

policy_is_ours=no
running=
enabled=
for service in $services; do
  if is_running "$service"; then running="$running $service"; fi
  if is_enabled "$service"; then enabled="$enabled $service"; fi
done
trap restore EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
forbid_starts

# Without package lists, or with old ones, the first attempt fails.
if ! apt install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then apt update; fi
install "$@" || {
  apt update
  install "$@"
}
