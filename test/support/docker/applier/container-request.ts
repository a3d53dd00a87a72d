import type { JsonObject } from "../../template";
import { nanosecondsOf } from "./duration";
import { labelsOf } from "./resource-type";

const MEBIBYTE = 1024 * 1024;

/** What the mapping reads, after `normalise` has checked it. */
export interface ContainerAttributes {
  readonly name: string;
  readonly image: string;
  readonly user?: string;
  readonly entrypoint?: string[];
  readonly command?: string[];
  readonly env?: string[];
  readonly hostname?: string;
  readonly working_dir?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: Record<string, string>;
  readonly capabilities?: readonly { add?: string[]; drop?: string[] }[];
  readonly security_opts?: string[];
  readonly ipc_mode?: string;
  readonly memory?: number;
  readonly memory_swap?: number;
  readonly shm_size?: number;
  readonly cpus?: string;
  readonly ulimit?: readonly { name: string; soft?: number; hard?: number }[];
  readonly restart: string;
  readonly max_retry_count?: number;
  readonly log_driver?: string;
  readonly log_opts?: Record<string, string>;
  readonly networks_advanced?: readonly Endpoint[];
  readonly ports?: readonly Port[];
  readonly mounts?: readonly Mount[];
  readonly healthcheck?: readonly Healthcheck[];
  readonly must_run: boolean;
  readonly wait: boolean;
  readonly wait_timeout: number;
  readonly stop_timeout?: number;
  readonly destroy_grace_seconds?: number;
}

export interface Endpoint {
  readonly name: string;
  readonly ipv4_address?: string;
  readonly aliases?: string[];
}

export interface Port {
  readonly internal: number;
  readonly external: number;
  readonly ip: string;
  readonly protocol: string;
}

interface Mount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly bind_options?: readonly { propagation?: string }[];
}

interface Healthcheck {
  readonly test: string[];
  readonly interval: string;
  readonly timeout: string;
  readonly start_period: string;
  readonly retries: number;
}

/** Body of the request that makes a container. */
export function containerRequest(attributes: JsonObject): JsonObject {
  const given = attributes as unknown as ContainerAttributes;
  const capabilities = given.capabilities?.[0];
  return present({
    Image: given.image,
    Hostname: given.hostname,
    User: given.user,
    Env: given.env,
    Cmd: given.command,
    Entrypoint: given.entrypoint,
    WorkingDir: given.working_dir,
    Labels: labelsOf(attributes),
    ExposedPorts: Object.fromEntries((given.ports ?? []).map((port) => [portKey(port), {}])),
    Healthcheck: healthcheckRequest(given.healthcheck?.[0]),
    StopTimeout: given.stop_timeout,
    HostConfig: present({
      // The provider's default: a container starts on the bridge, and is then moved.
      NetworkMode: "bridge",
      ...updateRequest(attributes),
      NanoCpus: given.cpus === undefined ? undefined : nanoCpusOf(given.cpus),
      ReadonlyRootfs: given.read_only ?? false,
      Tmpfs: given.tmpfs,
      CapAdd: capabilities?.add,
      CapDrop: capabilities?.drop,
      SecurityOpt: given.security_opts,
      IpcMode: given.ipc_mode,
      ShmSize: given.shm_size === undefined ? undefined : given.shm_size * MEBIBYTE,
      Ulimits: given.ulimit?.map(({ name, soft, hard }) => ({
        Name: name,
        Soft: soft ?? 0,
        Hard: hard ?? 0,
      })),
      LogConfig: present({ Type: given.log_driver ?? "", Config: given.log_opts }),
      PortBindings: bindingsOf(given.ports ?? []),
      Mounts: given.mounts?.map(mountRequest),
      // The provider says so to each container: no process of Docker's own reaps children.
      Init: false,
    }),
  });
}

/** What of a container the provider changes while it runs, as the engine takes it. */
export function updateRequest(attributes: JsonObject): JsonObject {
  const given = attributes as unknown as ContainerAttributes;
  const swap = given.memory_swap;
  return present({
    RestartPolicy: { Name: given.restart, MaximumRetryCount: given.max_retry_count ?? 0 },
    Memory: (given.memory ?? 0) * MEBIBYTE,
    // Of memory and swap together; -1 is no limit, and no number of MiB.
    MemorySwap: swap === undefined || swap <= 0 ? swap : swap * MEBIBYTE,
  });
}

/** How a container is attached to one network. */
export function endpointRequest(container: string, endpoint: Endpoint): JsonObject {
  const { ipv4_address, aliases } = endpoint;
  const config = {
    Aliases: aliases ?? [],
    IPAMConfig: present({ IPv4Address: ipv4_address }),
  };
  return { Container: container, EndpointConfig: config };
}

/** Billionths of a CPU, without the rounding of binary fractions. */
export function nanoCpusOf(cpus: string): number {
  const [whole, fraction] = cpus.split(".");
  return Number(whole) * 1e9 + Number((fraction ?? "").padEnd(9, "0"));
}

function portKey({ internal, protocol }: Port): string {
  return `${internal}/${protocol}`;
}

function bindingsOf(ports: readonly Port[]): JsonObject {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const own = { HostIp: port.ip, HostPort: String(port.external) };
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), own];
  }
  return bindings;
}

function mountRequest({ type, source, target, read_only, bind_options }: Mount): JsonObject {
  const propagation = bind_options?.[0]?.propagation;
  return present({
    Type: type,
    Source: source ?? "",
    Target: target,
    ReadOnly: read_only ?? false,
    // Without meaning for a volume, and not sent for one.
    BindOptions:
      type === "bind" && propagation !== undefined ? { Propagation: propagation } : undefined,
  });
}

function healthcheckRequest(check: Healthcheck | undefined): JsonObject | undefined {
  if (check === undefined) return undefined;
  return {
    Test: check.test,
    Interval: nanosecondsOf(check.interval),
    Timeout: nanosecondsOf(check.timeout),
    StartPeriod: nanosecondsOf(check.start_period),
    Retries: check.retries,
  };
}

/** Without what is not given. */
function present(request: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(request)) as JsonObject;
}
