#!/usr/bin/env bash
# Starts a Docker engine for the tests, as root or with password-less sudo, and stops it again.
#
# Usage: start-engine.sh FOLDER [DOCKERD-ARGUMENT...]    nothing is started when an engine answers
#        start-engine.sh --stop FOLDER                   ends the engine that this has started, if any
#
# FOLDER holds its log (dockerd.log) and its process id (dockerd.pid). The engine that is asked is
# that of DOCKER_HOST, or of docker's current context.
set -euo pipefail

PATH=$PATH:/usr/sbin:/sbin
START_SECONDS=60
STOP_SECONDS=60

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi

answers() {
  timeout 10 docker info >/dev/null 2>&1
}

# By its name too: after a crash another program may have the id.
is_running() {
  [ -s "$pidfile" ] && [ "$(ps -o comm= -p "$(cat "$pidfile")")" = dockerd ]
}

# wait_until SECONDS COMMAND...
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then return 1; fi
    sleep 0.2
  done
}

is_decided() {
  answers || ! kill -0 "$starter" 2>/dev/null
}

is_stopped() {
  ! is_running
}

start() {
  if answers; then return; fi
  mkdir -p "$folder"
  # Ctrl+C in the terminal is for the tests, which remove their containers after it.
  setsid "${as_root[@]}" dockerd --pidfile "$pidfile" --group "$(id -gn)" "$@" \
    </dev/null >"$log" 2>&1 &
  starter=$!
  wait_until "$START_SECONDS" is_decided || true
  if answers; then
    echo "started dockerd, process $(cat "$pidfile")" >&2
    return
  fi
  echo "no Docker engine answers; the log of dockerd ends with:" >&2
  tail -n 15 "$log" >&2
  stop
  exit 1
}

stop() {
  if is_stopped; then return; fi
  "${as_root[@]}" kill "$(cat "$pidfile")"
  if ! wait_until "$STOP_SECONDS" is_stopped; then
    echo "dockerd, process $(cat "$pidfile"), did not end within $STOP_SECONDS s" >&2
    exit 1
  fi
}

action=start
if [ "$1" = --stop ]; then
  action=stop
  shift
fi
folder=$1
shift
pidfile=$folder/dockerd.pid
log=$folder/dockerd.log
"$action" "$@"
