import type { VisibleText } from "./subject";

/** A port of the container that the host answers on. */
export interface PublishedPort {
  /** Address of the host; `0.0.0.0` is every one. */
  readonly hostIp: string;
  /** 0 is a free one that the engine picks. */
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
}

/** What the container sees of a place outside of its own file system. */
export interface ContainerMount {
  /** `container` stands for all mounts of another container. */
  readonly type: "bind" | "volume" | "tmpfs" | "container";
  /** Folder of the host, or name of the volume or container; empty for what has neither. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  /** Of a bind mount, such as `rprivate`; empty for others. */
  readonly propagation: string;
}

/** A limit of setrlimit(2); -1 is none. */
export interface Ulimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** How the engine asks whether the container is well. */
export interface HealthCheck {
  /** `["CMD", …]` or `["CMD-SHELL", …]`; `["NONE"]` switches the image's own off. */
  readonly test: readonly string[];
  /** 0 is the engine's default, like the next two. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
}

/** All that the rules ask about a container, whether Terraform configures it or the engine runs it. */
export interface ContainerFacts {
  /** Reference or id. */
  readonly image: string;
  /** `user`, `uid:gid`; `undefined` leaves it to the image. */
  readonly user?: string;
  /** Additional groups. */
  readonly groups: readonly string[];
  readonly isPrivileged: boolean;
  /** In capitals without `CAP_`, sorted. */
  readonly addedCapabilities: readonly string[];
  /** Like the added ones; `ALL` is every one. */
  readonly droppedCapabilities: readonly string[];
  /** `key=value`, also where the engine was given `key:value`; sorted. */
  readonly securityOptions: readonly string[];
  /** Whether what tells of the kernel in /proc and /sys is hidden. */
  readonly masksSystemPaths: boolean;
  readonly hasReadOnlyRoot: boolean;
  /** 0 is no limit. */
  readonly memoryBytes: number;
  /** Memory and swap together; 0 and -1 are no limit. */
  readonly memoryAndSwapBytes: number;
  /** Number of processors; 0 is no limit. */
  readonly cpus: number;
  /** 0 is no limit. */
  readonly pidsLimit: number;
  readonly ulimits: readonly Ulimit[];
  readonly restartPolicy: string;
  readonly maxRetries: number;
  /** `undefined` leaves it to the engine. */
  readonly logDriver?: string;
  readonly logOptions: Readonly<Record<string, string>>;
  /** `bridge`, `host`, `none`, `container:…`, or the name of a network. */
  readonly networkMode: string;
  /** Names of the networks it is connected to, sorted. */
  readonly networks: readonly string[];
  readonly publishesAllPorts: boolean;
  /** Sorted by container port. */
  readonly ports: readonly PublishedPort[];
  /** Sorted by target. */
  readonly mounts: readonly ContainerMount[];
  /** Mount options by folder. */
  readonly tmpfs: Readonly<Record<string, string>>;
  /** Namespaces: `host`, `container:…`; empty is one of its own. */
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly utsMode: string;
  readonly usernsMode: string;
  /** Empty is the engine's. */
  readonly cgroupParent: string;
  /** Paths of devices of the host. */
  readonly devices: readonly string[];
  /** Devices that a driver of the host picks, such as graphics processors. */
  readonly deviceRequests: readonly string[];
  /** `undefined` leaves it to the image. */
  readonly healthCheck?: HealthCheck;
  /** Environment, labels, command, entry point and health check. */
  readonly texts: readonly VisibleText[];
}
