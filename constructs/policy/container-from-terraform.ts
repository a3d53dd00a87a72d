import type { ContainerFacts, ContainerMount, HealthCheck } from "./container-facts";
import type { VisibleText } from "./subject";
import {
  capability,
  environmentText,
  OPEN_SYSTEM_PATHS,
  securityOption,
  textsOfMap,
} from "./engine-options";
import {
  flagOf,
  listOf,
  numberOf,
  recordOf,
  sortedTexts,
  textMapOf,
  textOf,
  textsOf,
  type JsonRecord,
} from "./json-values";
import { milliseconds } from "./go-duration";

const MIB = 1024 * 1024;

/** Default of the kernel, in µs. */
const CPU_PERIOD = 100_000;

/**
 * A container as provider kreuzwerker/docker 3.6 hands it to the engine. What is missing has the
 * provider's default, and the engine's where the provider has none.
 *
 * @param attributes of a `docker_container`, names of networks and volumes in place of references
 */
export function containerFromTerraform(attributes: JsonRecord): ContainerFacts {
  const text = (name: string): string => textOf(attributes[name]) ?? "";
  const blocks = (name: string): JsonRecord[] => listOf(attributes[name]).map(recordOf);
  const { add, drop } = blocks("capabilities")[0] ?? {};
  const user = textOf(attributes["user"]);
  const logDriver = textOf(attributes["log_driver"]);
  const isPrivileged = flagOf(attributes["privileged"]);
  const sharesHost = [text("pid_mode"), text("ipc_mode")].includes("host");
  const options = textsOf(attributes["security_opts"]).map(securityOption);
  // The engine takes the label of what shares so much with the host.
  if (isPrivileged || sharesHost) options.push("label=disable");
  const networkMode = textOf(attributes["network_mode"]) ?? "bridge";
  const networks = blocks("networks_advanced").map(({ name }) => textOf(name) ?? "");
  const memoryBytes = numberOf(attributes["memory"]) * MIB;
  const [check] = blocks("healthcheck");
  const gpus = textOf(attributes["gpus"]);
  return {
    image: text("image"),
    ...(user === undefined ? {} : { user }),
    groups: textsOf(attributes["group_add"]),
    isPrivileged,
    addedCapabilities: sortedTexts(textsOf(add).map(capability)),
    droppedCapabilities: sortedTexts(textsOf(drop).map(capability)),
    securityOptions: sortedTexts(options.filter((option) => option !== OPEN_SYSTEM_PATHS)),
    masksSystemPaths: !options.includes(OPEN_SYSTEM_PATHS) && !isPrivileged,
    hasReadOnlyRoot: flagOf(attributes["read_only"]),
    memoryBytes,
    memoryAndSwapBytes: memoryAndSwap(numberOf(attributes["memory_swap"]), memoryBytes),
    cpus: cpusOf(attributes),
    // The provider has no attribute for it.
    pidsLimit: 0,
    ulimits: blocks("ulimit").map(({ name, soft, hard }) => ({
      name: textOf(name) ?? "",
      soft: numberOf(soft),
      hard: numberOf(hard),
    })),
    restartPolicy: textOf(attributes["restart"]) ?? "no",
    maxRetries: numberOf(attributes["max_retry_count"]),
    ...(logDriver === undefined ? {} : { logDriver }),
    logOptions: textMapOf(attributes["log_opts"]),
    networkMode,
    // The provider leaves the default bridge as soon as a network is named.
    networks: networks.length > 0 ? sortedTexts(networks) : [networkMode],
    publishesAllPorts: flagOf(attributes["publish_all_ports"]),
    ports: blocks("ports")
      .map(({ internal, external, ip, protocol }) => ({
        hostIp: textOf(ip) ?? "0.0.0.0",
        hostPort: numberOf(external),
        containerPort: numberOf(internal),
        protocol: textOf(protocol) ?? "tcp",
      }))
      .sort((a, b) => a.containerPort - b.containerPort),
    mounts: [...blocks("mounts").map(mountOf), ...blocks("volumes").map(volumeOf)].sort((a, b) =>
      a.target.localeCompare(b.target),
    ),
    tmpfs: textMapOf(attributes["tmpfs"]),
    pidMode: text("pid_mode"),
    ipcMode: textOf(attributes["ipc_mode"]) ?? "private",
    utsMode: text("uts_mode"),
    usernsMode: text("userns_mode"),
    cgroupParent: text("cgroup_parent"),
    devices: blocks("devices").map(({ host_path }) => textOf(host_path) ?? "a device"),
    deviceRequests: gpus === undefined ? [] : ["gpus"],
    ...(check === undefined ? {} : { healthCheck: healthCheckOf(check) }),
    texts: [
      ...textsOf(attributes["env"]).map(environmentText),
      ...labelTexts(attributes),
      { where: "entry point", value: textsOf(attributes["entrypoint"]).join(" ") },
      { where: "command", value: textsOf(attributes["command"]).join(" ") },
      { where: "health check", value: textsOf(check?.["test"]).join(" ") },
      ...textsOfMap("log option", textMapOf(attributes["log_opts"])),
    ],
  };
}

/** Labels of a resource, which the provider takes as blocks. */
export function labelTexts(attributes: JsonRecord): VisibleText[] {
  return listOf(attributes["labels"])
    .map(recordOf)
    .map(({ label, value }) => ({
      where: `label ${textOf(label) ?? ""}`,
      value: textOf(value) ?? "",
    }));
}

/** The engine takes twice the memory where nothing is said of swap. */
function memoryAndSwap(mib: number, memoryBytes: number): number {
  if (mib < 0) return mib;
  return mib === 0 ? 2 * memoryBytes : mib * MIB;
}

/** The provider lets `cpus` win over a quota. */
function cpusOf(attributes: JsonRecord): number {
  const cpus = numberOf(attributes["cpus"]);
  if (cpus > 0) return cpus;
  const period = numberOf(attributes["cpu_period"]);
  const quota = numberOf(attributes["cpu_quota"]);
  return quota > 0 ? quota / (period > 0 ? period : CPU_PERIOD) : 0;
}

function mountOf(mount: JsonRecord): ContainerMount {
  const type = textOf(mount["type"]) ?? "bind";
  const [options] = listOf(mount["bind_options"]).map(recordOf);
  return {
    type: type === "volume" || type === "tmpfs" ? type : "bind",
    source: textOf(mount["source"]) ?? "",
    target: textOf(mount["target"]) ?? "",
    isReadOnly: flagOf(mount["read_only"]),
    propagation: type === "bind" ? (textOf(options?.["propagation"]) ?? "rprivate") : "",
  };
}

/** The older way to mount: a folder of the host, a volume, or all that another container has. */
function volumeOf(volume: JsonRecord): ContainerMount {
  const container = textOf(volume["from_container"]);
  const folder = textOf(volume["host_path"]);
  const name = textOf(volume["volume_name"]);
  const isFolder = name === undefined && folder !== undefined;
  return {
    type: container !== undefined ? "container" : isFolder ? "bind" : "volume",
    source: container ?? name ?? folder ?? "",
    target: textOf(volume["container_path"]) ?? "",
    isReadOnly: flagOf(volume["read_only"]),
    propagation: isFolder ? "rprivate" : "",
  };
}

function healthCheckOf(check: JsonRecord): HealthCheck {
  return {
    test: textsOf(check["test"]),
    intervalMs: milliseconds(textOf(check["interval"])),
    timeoutMs: milliseconds(textOf(check["timeout"])),
    retries: numberOf(check["retries"]),
  };
}
