import type { JsonRecord } from "../../constructs/policy/json-values";
import { CONTAINER_PORT, type PolicyResource } from "./policy-stack";

/** The same fault for the engine: what it makes the container, network or volume of. */
export interface EngineFault {
  readonly body?: JsonRecord;
  /** Entries of `HostConfig`. */
  readonly host?: JsonRecord;
  /** Why such a container cannot be started, only made. @default - it can */
  readonly neverStarts?: string;
}

/** A clean stack with one mistake in it. */
export interface PlantedFault {
  /** The rule that has to find it. */
  readonly rule: string;
  readonly what: string;
  /** Rules that find it too, because the mistake is one for each. */
  readonly also?: readonly string[];
  /** @default "docker_container" */
  readonly resource?: PolicyResource;
  /** Attributes that replace those of the clean stack. */
  readonly attributes: JsonRecord;
  /** @default - the engine cannot show it: the fault is in what is written */
  readonly engine?: EngineFault;
}

const HEX_SECRET = "0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a6978";
const nofile = { name: "nofile", soft: 1024, hard: 2048 };
const bind = (source: string, target: string, more: JsonRecord = {}): JsonRecord => ({
  type: "bind",
  source,
  target,
  read_only: true,
  ...more,
});
const engineBind = (Source: string, Target: string, more: JsonRecord = {}): JsonRecord => ({
  Type: "bind",
  Source,
  Target,
  ReadOnly: true,
  ...more,
});
const port = (internal: number, external: number, ip = "127.0.0.1"): JsonRecord => ({
  internal,
  external,
  ip,
});
const enginePorts = (
  containerPort: number,
  HostPort: number,
  HostIp = "127.0.0.1",
): JsonRecord => ({
  body: { ExposedPorts: { [`${containerPort}/tcp`]: {} } },
  host: { PortBindings: { [`${containerPort}/tcp`]: [{ HostIp, HostPort: String(HostPort) }] } },
});

/** At least one fault for each rule. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    rule: "non-root-user",
    what: "uid and gid 0",
    attributes: { user: "0:0" },
    engine: { body: { User: "0:0" } },
  },
  {
    rule: "non-root-user",
    what: "root by name",
    attributes: { user: "root" },
    engine: { body: { User: "root" } },
  },
  {
    rule: "non-root-user",
    what: "no user",
    attributes: { user: null },
    engine: { body: { User: "" } },
  },
  {
    rule: "non-root-user",
    what: "the group of root",
    attributes: { user: "999:0" },
    engine: { body: { User: "999:0" } },
  },
  {
    rule: "non-root-user",
    what: "the group of root beside its own",
    attributes: { group_add: ["0"] },
    engine: { host: { GroupAdd: ["0"] } },
  },
  {
    rule: "apparmor-on",
    what: "AppArmor off",
    attributes: { security_opts: ["no-new-privileges:true", "apparmor=unconfined"] },
    engine: { host: { SecurityOpt: ["no-new-privileges:true", "apparmor=unconfined"] } },
  },
  {
    rule: "selinux-on",
    what: "SELinux off, in the older spelling",
    attributes: { security_opts: ["no-new-privileges:true", "label:disable"] },
    engine: { host: { SecurityOpt: ["no-new-privileges:true", "label:disable"] } },
  },
  {
    rule: "seccomp-on",
    what: "seccomp off",
    attributes: { security_opts: ["no-new-privileges:true", "seccomp=unconfined"] },
    engine: { host: { SecurityOpt: ["no-new-privileges:true", "seccomp=unconfined"] } },
  },
  {
    rule: "no-new-privileges",
    what: "no security option",
    attributes: { security_opts: [] },
    engine: { host: { SecurityOpt: [] } },
  },
  {
    rule: "no-new-privileges",
    what: "switched off by its value",
    attributes: { security_opts: ["no-new-privileges:false"] },
    engine: { host: { SecurityOpt: ["no-new-privileges:false"] } },
  },
  {
    rule: "masked-system-paths",
    what: "all of /proc",
    attributes: { security_opts: ["no-new-privileges:true", "systempaths=unconfined"] },
    engine: { host: { MaskedPaths: [], ReadonlyPaths: [] } },
  },
  {
    rule: "capabilities-dropped",
    what: "none dropped",
    attributes: { capabilities: null },
    engine: { host: { CapDrop: [] } },
  },
  {
    rule: "capabilities-dropped",
    what: "one added to none",
    attributes: { capabilities: { drop: ["ALL"], add: ["CAP_NET_ADMIN"] } },
    engine: { host: { CapAdd: ["NET_ADMIN"] } },
  },
  {
    rule: "not-privileged",
    what: "privileged",
    also: ["masked-system-paths", "selinux-on"],
    attributes: { privileged: true },
    engine: { host: { Privileged: true } },
  },
  {
    rule: "no-sensitive-host-mounts",
    what: "/etc of the host",
    attributes: { mounts: [bind("/etc", "/host")] },
    engine: { host: { Mounts: [engineBind("/etc", "/host")] } },
  },
  {
    rule: "no-sensitive-host-mounts",
    what: "a folder that holds those of the system, on a detour",
    also: ["no-engine-socket"],
    attributes: { mounts: [bind("/usr/..", "/host")] },
    engine: { host: { Mounts: [engineBind("/usr/..", "/host")] } },
  },
  {
    rule: "no-sensitive-host-mounts",
    what: "the kernel's settings as a volume",
    resource: "docker_volume",
    attributes: { driver_opts: { type: "none", o: "bind", device: "/sys/kernel" } },
    engine: { body: { DriverOpts: { type: "none", o: "bind", device: "/sys/kernel" } } },
  },
  {
    rule: "no-engine-socket",
    what: "the socket of the engine",
    also: ["no-sensitive-host-mounts"],
    attributes: { mounts: [bind("/var/run/docker.sock", "/var/run/docker.sock")] },
    engine: { host: { Mounts: [engineBind("/var/run/docker.sock", "/var/run/docker.sock")] } },
  },
  {
    rule: "no-shared-propagation",
    what: "a shared mount",
    attributes: {
      mounts: [bind("/srv", "/host/srv", { bind_options: { propagation: "rshared" } })],
    },
    also: ["no-sensitive-host-mounts"],
    engine: {
      host: {
        Mounts: [engineBind("/srv", "/host/srv", { BindOptions: { Propagation: "rshared" } })],
      },
      neverStarts: "the file system of the folder may be none that is shared",
    },
  },
  {
    rule: "binds-read-only",
    what: "a writable folder of the host, in the older spelling",
    attributes: { volumes: { host_path: "/srv/data", container_path: "/host" }, mounts: [] },
    engine: {
      host: { Mounts: [], Binds: ["/srv/data:/host:rw"] },
      neverStarts: "the engine would make the folder",
    },
  },
  {
    rule: "no-privileged-ports",
    what: "a port below 1024",
    attributes: { ports: [port(CONTAINER_PORT, 1023)] },
    engine: enginePorts(CONTAINER_PORT, 1023),
  },
  {
    rule: "only-named-ports",
    what: "every exposed port",
    also: ["ports-on-loopback"],
    attributes: { publish_all_ports: true, ports: [{ internal: CONTAINER_PORT }] },
    engine: { host: { PublishAllPorts: true, PortBindings: {} } },
  },
  {
    rule: "ports-on-loopback",
    what: "a port on every address",
    attributes: { ports: [{ internal: CONTAINER_PORT }] },
    engine: enginePorts(CONTAINER_PORT, 0, ""),
  },
  {
    rule: "no-bus-port",
    what: "the cluster bus beside the data port",
    attributes: {
      ports: [port(CONTAINER_PORT, 7200), port(CONTAINER_PORT + 10_000, 17_200)],
    },
  },
  {
    rule: "no-bus-port",
    what: "the bus of a data port that a label names",
    attributes: {
      ports: [port(CONTAINER_PORT + 10_000, 0)],
      labels: [{ label: "cachefort.port", value: String(CONTAINER_PORT) }],
    },
    engine: {
      ...enginePorts(CONTAINER_PORT + 10_000, 0),
      body: { Labels: { "cachefort.port": String(CONTAINER_PORT) } },
    },
  },
  {
    rule: "own-network-namespace",
    what: "the network of the host",
    attributes: { network_mode: "host", networks_advanced: null, ports: [], hostname: null },
    engine: {
      body: { Hostname: "", ExposedPorts: {} },
      host: { NetworkMode: "host", PortBindings: {} },
    },
  },
  {
    rule: "own-network",
    what: "the default bridge",
    attributes: { networks_advanced: null },
    engine: { host: { NetworkMode: "default" } },
  },
  {
    rule: "memory-limit",
    what: "no memory limit",
    also: ["no-swap"],
    attributes: { memory: null, memory_swap: null },
    engine: { host: { Memory: 0, MemorySwap: 0 } },
  },
  {
    rule: "no-swap",
    what: "swap as the engine gives it",
    attributes: { memory_swap: null },
    engine: { host: { MemorySwap: 0 } },
  },
  {
    rule: "no-swap",
    what: "swap without limit",
    attributes: { memory_swap: -1 },
    engine: { host: { MemorySwap: -1 } },
  },
  {
    rule: "cpu-limit",
    what: "no CPU limit",
    attributes: { cpus: null },
    engine: { host: { NanoCpus: 0 } },
  },
  {
    rule: "read-only-root",
    what: "a writable root",
    attributes: { read_only: null },
    engine: { host: { ReadonlyRootfs: false } },
  },
  {
    rule: "strict-tmpfs",
    what: "programs in memory",
    attributes: { tmpfs: { "/tmp": "rw,exec,size=16m" } },
    engine: { host: { Tmpfs: { "/tmp": "rw,exec,size=16m" } } },
  },
  {
    rule: "restart-bounded",
    what: "restarts without end",
    attributes: { restart: "always", max_retry_count: null },
    engine: { host: { RestartPolicy: { Name: "always" } } },
  },
  {
    rule: "restart-bounded",
    what: "six retries",
    attributes: { max_retry_count: 6 },
    engine: { host: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 6 } } },
  },
  {
    rule: "own-pid-namespace",
    what: "the processes of the host",
    also: ["selinux-on"],
    attributes: { pid_mode: "host" },
    engine: { host: { PidMode: "host" } },
  },
  {
    rule: "own-ipc-namespace",
    what: "the shared memory of the host",
    also: ["selinux-on"],
    attributes: { ipc_mode: "host" },
    engine: { host: { IpcMode: "host" } },
  },
  {
    rule: "own-uts-namespace",
    what: "the name of the host",
    attributes: { uts_mode: "host", hostname: null },
    engine: { body: { Hostname: "" }, host: { UTSMode: "host" } },
  },
  {
    rule: "no-host-users",
    what: "the users of the host",
    attributes: { userns_mode: "host" },
    engine: { host: { UsernsMode: "host" } },
  },
  {
    rule: "own-cgroup",
    what: "a cgroup of somebody else",
    attributes: { cgroup_parent: "/system.slice" },
    engine: {
      host: { CgroupParent: "/system.slice" },
      neverStarts: "it would leave a cgroup behind",
    },
  },
  {
    rule: "no-host-devices",
    what: "a device",
    attributes: { devices: [{ host_path: "/dev/full" }] },
    engine: {
      host: {
        Devices: [
          { PathOnHost: "/dev/full", PathInContainer: "/dev/full", CgroupPermissions: "rwm" },
        ],
      },
    },
  },
  {
    rule: "no-gpus",
    what: "graphics processors",
    attributes: { gpus: "all" },
    engine: {
      host: { DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] },
      neverStarts: "the machine may have none",
    },
  },
  {
    rule: "open-files-limit",
    what: "no limit of files",
    attributes: { ulimit: [{ ...nofile, name: "core" }] },
    engine: { host: { Ulimits: [{ Name: "core", Soft: 0, Hard: 0 }] } },
  },
  {
    rule: "health-check",
    what: "no health check",
    attributes: { healthcheck: null },
    engine: { body: { Healthcheck: null } },
  },
  {
    rule: "health-check",
    what: "the image's health check switched off",
    attributes: { healthcheck: { test: ["NONE"] } },
    engine: { body: { Healthcheck: { Test: ["NONE"] } } },
  },
  {
    rule: "log-rotation",
    what: "a log without end",
    attributes: { log_opts: { "max-file": "2" } },
    engine: { host: { LogConfig: { Type: "json-file", Config: {} } } },
  },
  {
    rule: "no-literal-secret",
    what: "a password in the environment",
    attributes: { env: ["REDIS_PASSWORD=correct horse"] },
    engine: { body: { Env: ["REDIS_PASSWORD=correct horse"] } },
  },
  {
    rule: "no-literal-secret",
    what: "256 bits in a label",
    attributes: { labels: [{ label: "cachefort.key", value: HEX_SECRET }] },
    engine: { body: { Labels: { "cachefort.key": HEX_SECRET } } },
  },
  {
    rule: "no-literal-secret",
    what: "a private key on the command line",
    attributes: { command: ["-c", "echo '-----BEGIN PRIVATE KEY-----'; sleep 600 & wait"] },
    engine: { body: { Cmd: ["-c", "echo '-----BEGIN PRIVATE KEY-----'; sleep 600 & wait"] } },
  },
  {
    rule: "no-literal-secret",
    what: "a password of a health check",
    attributes: { healthcheck: { test: ["CMD", "redis-cli", "--pass", "correct-horse"] } },
    engine: { body: { Healthcheck: { Test: ["CMD", "redis-cli", "--pass", "correct-horse"] } } },
  },
  {
    rule: "no-literal-secret",
    what: "256 bits in the label of a volume",
    resource: "docker_volume",
    attributes: { labels: [{ label: "key", value: HEX_SECRET }] },
    engine: { body: { Labels: { key: HEX_SECRET } } },
  },
  {
    rule: "no-literal-secret",
    what: "the password of a mount",
    resource: "docker_volume",
    attributes: { driver_opts: { type: "cifs", o: "username=a,password=b", device: "//c/d" } },
    engine: {
      body: { DriverOpts: { type: "cifs", o: "username=a,password=b", device: "//c/d" } },
    },
  },
  {
    rule: "image-pinned",
    what: "the newest of an image",
    resource: "docker_image",
    attributes: { name: "redis" },
  },
  {
    rule: "image-pinned",
    what: "a container of `latest` from a registry with a port",
    attributes: { image: "registry.example:5000/redis:latest" },
  },
  {
    rule: "no-outbound-network",
    what: "masquerading",
    resource: "docker_network",
    attributes: { options: null },
    engine: { body: { Options: {} } },
  },
  {
    rule: "bridge-network",
    what: "a network on the wire",
    resource: "docker_network",
    attributes: { driver: "ipvlan" },
  },
  {
    rule: "judged-attributes",
    what: "an attribute that no rule judges",
    attributes: { upload: [{ file: "/etc/passwd", content: "root::0:0" }] },
  },
  {
    rule: "judged-attributes",
    what: "blocks that Terraform makes up",
    attributes: { dynamic: { mounts: { for_each: ["/"], content: {} } } },
  },
  {
    rule: "known-values",
    what: "a switch that only Terraform knows",
    attributes: { must_run: "${var.must_run}" },
  },
  {
    rule: "known-values",
    what: "a value that only Terraform knows, in a list of blocks",
    attributes: { networks_advanced: [{ name: "${docker_network.other.name}" }] },
  },
];

/** Faults that a running engine can show, so that the rules have to find them in `inspect` too. */
export const ENGINE_FAULTS: readonly (PlantedFault & { readonly engine: EngineFault })[] =
  PLANTED_FAULTS.flatMap(({ engine, ...fault }) =>
    engine === undefined ? [] : [{ ...fault, engine }],
  );
