/**
 * Attributes of provider kreuzwerker/docker 3.6 that a rule judges, or that can weaken nothing.
 * Whatever is not here may undo a rule, such as `runtime`, `upload` or `cgroupns_mode`.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  docker_container: [
    ...["name", "image", "hostname", "domainname", "user", "group_add", "working_dir", "init"],
    ...["entrypoint", "command", "env", "labels", "host", "dns", "dns_opts", "dns_search"],
    ...["privileged", "capabilities", "security_opts", "read_only", "devices", "gpus"],
    ...["memory", "memory_swap", "shm_size", "cpus", "cpu_period", "cpu_quota", "cpu_set"],
    ...["cpu_shares", "cgroup_parent", "ulimit", "sysctls", "storage_opts"],
    ...["network_mode", "networks_advanced", "ports", "publish_all_ports"],
    ...["mounts", "volumes", "tmpfs", "pid_mode", "ipc_mode", "uts_mode", "userns_mode"],
    ...["restart", "max_retry_count", "log_driver", "log_opts", "healthcheck"],
    ...["stop_signal", "stop_timeout", "destroy_grace_seconds", "remove_volumes", "rm"],
    ...["start", "must_run", "attach", "logs", "wait", "wait_timeout", "stdin_open", "tty"],
    "container_read_refresh_timeout_milliseconds",
  ],
  docker_image: ["name", "keep_locally", "force_remove", "platform", "pull_triggers", "triggers"],
  docker_network: [
    ...["name", "driver", "internal", "options", "ipam_driver", "ipam_config", "labels"],
    ...["attachable", "check_duplicate"],
  ],
  docker_volume: ["name", "driver", "driver_opts", "labels"],
};

/** Arguments that Terraform itself takes, with every resource; no `count` and `for_each`. */
const META: readonly string[] = ["//", "connection", "depends_on", "lifecycle", "provider"];

/** Attributes that Terraform or a rule knows; `undefined` for a type that no rule judges. */
export function knownAttributes(type: string): ReadonlySet<string> | undefined {
  const known = KNOWN[type];
  return known === undefined ? undefined : new Set([...known, ...META, "provisioner", "timeouts"]);
}

/** Attributes whose value decides when something is done, not what. */
const TIMES: readonly string[] = ["provisioner", "pull_triggers", "triggers"];

/** Whether the value of an attribute says what is made. */
export function shapesResource(name: string): boolean {
  return !META.includes(name) && !TIMES.includes(name);
}
