# A part of run.sh: what a node in a task of Fargate does besides. There is no other container in the task;
# what it tells on its output, CloudWatch takes for logs, and for figures where it is in their format.
#
# CF_METRICS_SECONDS   how often the node tells its figures; 0 is never

before_start() {
  [ "$CF_METRICS_SECONDS" -gt 0 ] || return 0
  # A user that nobody else knows, for as long as this task lives.
  password=$(od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n')
  printf 'cf-metrics@cachefort:%s\n' "$password" >>users/passwords
  printf '%s' "$password" >conf/metrics.password
}

after_start() {
  [ "$CF_METRICS_SECONDS" -gt 0 ] || return 0
  (
    while sleep "$CF_METRICS_SECONDS"; do
      /bin/sh conf/metrics.sh || say "the server told no figures"
    done
  ) &
}
