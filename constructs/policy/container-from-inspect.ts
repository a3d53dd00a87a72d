import type { ContainerFacts, ContainerMount, HealthCheck, PublishedPort } from "./container-facts";
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

const NANO_CPUS = 1e9;
const NANOSECONDS_PER_MILLISECOND = 1e6;
/** Default of the kernel, in µs. */
const CPU_PERIOD = 100_000;

/** A container as the engine runs it. */
export function containerFromInspect(inspected: unknown): ContainerFacts {
  const container = recordOf(inspected);
  const config = recordOf(container["Config"]);
  const host = recordOf(container["HostConfig"]);
  const network = recordOf(container["NetworkSettings"]);
  const restart = recordOf(host["RestartPolicy"]);
  const log = recordOf(host["LogConfig"]);
  const user = textOf(config["User"]);
  const logDriver = textOf(log["Type"]);
  const options = textsOf(host["SecurityOpt"]).map(securityOption);
  const text = (name: string): string => textOf(host[name]) ?? "";
  const networkMode = text("NetworkMode");
  const check = config["Healthcheck"];
  return {
    image: textOf(config["Image"]) ?? "",
    ...(user === undefined ? {} : { user }),
    groups: textsOf(host["GroupAdd"]),
    isPrivileged: flagOf(host["Privileged"]),
    addedCapabilities: sortedTexts(textsOf(host["CapAdd"]).map(capability)),
    droppedCapabilities: sortedTexts(textsOf(host["CapDrop"]).map(capability)),
    securityOptions: sortedTexts(options.filter((option) => option !== OPEN_SYSTEM_PATHS)),
    masksSystemPaths:
      textsOf(host["MaskedPaths"]).length > 0 && textsOf(host["ReadonlyPaths"]).length > 0,
    hasReadOnlyRoot: flagOf(host["ReadonlyRootfs"]),
    memoryBytes: numberOf(host["Memory"]),
    memoryAndSwapBytes: numberOf(host["MemorySwap"]),
    cpus: cpusOf(host),
    // Both 0 and -1 are no limit.
    pidsLimit: Math.max(0, numberOf(host["PidsLimit"])),
    ulimits: listOf(host["Ulimits"])
      .map(recordOf)
      .map(({ Name, Soft, Hard }) => ({
        name: textOf(Name) ?? "",
        soft: numberOf(Soft),
        hard: numberOf(Hard),
      })),
    restartPolicy: textOf(restart["Name"]) ?? "no",
    maxRetries: numberOf(restart["MaximumRetryCount"]),
    ...(logDriver === undefined ? {} : { logDriver }),
    logOptions: textMapOf(log["Config"]),
    networkMode: networkMode === "default" ? "bridge" : networkMode,
    networks: sortedTexts(Object.keys(recordOf(network["Networks"]))),
    publishesAllPorts: flagOf(host["PublishAllPorts"]),
    ports: portsOf(host, network),
    mounts: mountsOf(container, host),
    tmpfs: textMapOf(host["Tmpfs"]),
    pidMode: text("PidMode"),
    ipcMode: text("IpcMode"),
    utsMode: text("UTSMode"),
    usernsMode: text("UsernsMode"),
    cgroupParent: text("CgroupParent"),
    devices: [
      ...listOf(host["Devices"])
        .map(recordOf)
        .map(({ PathOnHost }) => textOf(PathOnHost) ?? "a device"),
      ...textsOf(host["DeviceCgroupRules"]),
    ],
    deviceRequests: listOf(host["DeviceRequests"]).map(() => "gpus"),
    ...(check === undefined || check === null ? {} : { healthCheck: healthCheckOf(check) }),
    texts: [
      ...textsOf(config["Env"]).map(environmentText),
      ...textsOfMap("label", textMapOf(config["Labels"])),
      { where: "entry point", value: textsOf(config["Entrypoint"]).join(" ") },
      { where: "command", value: textsOf(config["Cmd"]).join(" ") },
      { where: "health check", value: textsOf(recordOf(check)["Test"]).join(" ") },
      ...textsOfMap("log option", textMapOf(log["Config"])),
    ],
  };
}

function cpusOf(host: JsonRecord): number {
  const nano = numberOf(host["NanoCpus"]);
  if (nano > 0) return nano / NANO_CPUS;
  const period = numberOf(host["CpuPeriod"]);
  const quota = numberOf(host["CpuQuota"]);
  return quota > 0 ? quota / (period > 0 ? period : CPU_PERIOD) : 0;
}

/** What the engine has bound; what it was asked to bind, where it has not, as before the start. */
function portsOf(host: JsonRecord, network: JsonRecord): PublishedPort[] {
  const bound = bindingsOf(recordOf(network["Ports"]));
  const ports = bound.length > 0 ? bound : bindingsOf(recordOf(host["PortBindings"]));
  return ports.sort((a, b) => a.containerPort - b.containerPort);
}

function bindingsOf(byPort: JsonRecord): PublishedPort[] {
  return Object.entries(byPort).flatMap(([port, bindings]) => {
    const [containerPort = "", protocol = "tcp"] = port.split("/");
    return listOf(bindings)
      .map(recordOf)
      .map(({ HostIp, HostPort }) => ({
        hostIp: textOf(HostIp) ?? "0.0.0.0",
        hostPort: numberOf(HostPort),
        containerPort: Number(containerPort),
        protocol,
      }));
  });
}

function mountsOf(container: JsonRecord, host: JsonRecord): ContainerMount[] {
  const own = listOf(container["Mounts"])
    .map(recordOf)
    .map((mount): ContainerMount => {
      const type = textOf(mount["Type"]);
      const isVolume = type === "volume";
      return {
        type: isVolume || type === "tmpfs" ? type : "bind",
        source: textOf(mount[isVolume ? "Name" : "Source"]) ?? "",
        target: textOf(mount["Destination"]) ?? "",
        isReadOnly: !flagOf(mount["RW"]),
        propagation: type === "bind" ? (textOf(mount["Propagation"]) ?? "rprivate") : "",
      };
    });
  const ofOthers = textsOf(host["VolumesFrom"]).map((source): ContainerMount => ({
    type: "container",
    source,
    target: "",
    isReadOnly: source.endsWith(":ro"),
    propagation: "",
  }));
  return [...own, ...ofOthers].sort((a, b) => a.target.localeCompare(b.target));
}

function healthCheckOf(value: unknown): HealthCheck {
  const check = recordOf(value);
  return {
    test: textsOf(check["Test"]),
    intervalMs: numberOf(check["Interval"]) / NANOSECONDS_PER_MILLISECOND,
    timeoutMs: numberOf(check["Timeout"]) / NANOSECONDS_PER_MILLISECOND,
    retries: numberOf(check["Retries"]),
  };
}
