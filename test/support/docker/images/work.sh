# Sourced by the scripts that make images, with `image` set: a folder that is gone when the script
# ends, and commands that end with it.
set -euo pipefail
# Each command is a process group of its own, so that all of it can be ended.
set -m

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi

work=$(mktemp -d "${TMPDIR:-/tmp}/cachefort-image-XXXXXX")
log=$work/log
group=

# The proxy of the machine's own apt, for everything that downloads.
if command -v apt-config >/dev/null; then
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  export http_proxy https_proxy
fi

say() {
  echo "$image: $*" >&2
}

# step TITLE COMMAND...: what the command prints is only shown when it fails.
step() {
  say "$1"
  shift
  "$@" >>"$log" 2>&1 </dev/null &
  group=$!
  wait "$group"
  group=
}

# What a script holds besides the folder; it redefines this.
release() {
  :
}

end_work() {
  status=$?
  trap '' HUP INT TERM
  set +e
  release
  if [ -n "$group" ]; then
    "${as_root[@]}" kill -- "-$group" 2>/dev/null
    wait "$group" 2>/dev/null
    # What has outlived the first of the group would write into the folder that is removed below.
    "${as_root[@]}" kill -KILL -- "-$group" 2>/dev/null
  fi
  if [ "$status" -ne 0 ] && [ "$status" -lt 128 ]; then tail -n 20 "$log" >&2; fi
  # debootstrap leaves its mounts when it is killed.
  while read -r mounted; do
    "${as_root[@]}" umount "$mounted" || status=1
  done < <(findmnt --raw --noheadings --output TARGET | grep "^$work/" | sort --reverse)
  "${as_root[@]}" rm -rf --one-file-system "$work" || status=1
  exit "$status"
}

trap end_work EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
