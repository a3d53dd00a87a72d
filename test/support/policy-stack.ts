import type { JsonRecord } from "../../constructs/policy/json-values";

/** What differs between two stacks for the policy. */
export interface PolicyStackPlace {
  /** Name of the network, the volume and the container. */
  readonly name: string;
  /** Folder of the host that is mounted read-only. */
  readonly secrets: string;
  /** Folder of the host that the volume is. */
  readonly data: string;
  /** Port of the host that is published. */
  readonly port: number;
  readonly image: string;
}

export const SAMPLE_PLACE: PolicyStackPlace = {
  name: "sessions-0-0",
  secrets: "/srv/cachefort/secrets",
  data: "/srv/cachefort/data",
  port: 7200,
  image: "redis:7.4.11",
};

/** Port in the container of `policyStack`. */
export const CONTAINER_PORT = 7200;

/** Types of resources that `policyStack` has one of each. */
export type PolicyResource =
  "docker_container" | "docker_image" | "docker_network" | "docker_volume";

/** cdk.tf.json of a stack that breaks no rule, but for the documented exception. */
export function policyStack(place: PolicyStackPlace = SAMPLE_PLACE): JsonRecord {
  const metadata = { "//": { metadata: { path: "cachefort-docker/sessions/node-0-0" } } };
  return {
    resource: {
      docker_image: { server: { name: place.image, keep_locally: true } },
      docker_network: {
        net: {
          name: place.name,
          driver: "bridge",
          internal: false,
          options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
          labels: [{ label: "cachefort.environment", value: "docker" }],
        },
      },
      docker_volume: {
        data: {
          name: place.name,
          driver: "local",
          driver_opts: { type: "none", o: "bind", device: place.data },
        },
      },
      docker_container: {
        node: {
          ...metadata,
          name: place.name,
          image: "${docker_image.server.image_id}",
          user: "999:999",
          entrypoint: ["/bin/sh"],
          command: ["-c", "sleep 600 & wait"],
          env: ["CACHEFORT_NODE=0-0"],
          hostname: "node-0-0",
          read_only: true,
          tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m" },
          capabilities: { drop: ["ALL"] },
          security_opts: ["no-new-privileges:true"],
          memory: 64,
          memory_swap: 64,
          cpus: "0.5",
          ulimit: [{ name: "nofile", soft: 1024, hard: 2048 }],
          restart: "on-failure",
          max_retry_count: 5,
          log_driver: "json-file",
          log_opts: { "max-size": "1m", "max-file": "2" },
          networks_advanced: [{ name: "${docker_network.net.name}", aliases: ["node-0-0"] }],
          ports: [
            { internal: CONTAINER_PORT, external: place.port, ip: "127.0.0.1", protocol: "tcp" },
          ],
          mounts: [
            {
              type: "bind",
              source: place.secrets,
              target: "/etc/cachefort",
              read_only: true,
              bind_options: { propagation: "rprivate" },
            },
            { type: "volume", source: "${docker_volume.data.name}", target: "/data" },
          ],
          healthcheck: {
            test: ["CMD", "/bin/true"],
            interval: "1s",
            timeout: "1500ms",
            start_period: "1s",
            retries: 3,
          },
          ipc_mode: "private",
          labels: [{ label: "cachefort.node", value: "0-0" }],
          depends_on: ["docker_network.net", "docker_volume.data"],
        },
      },
    },
  };
}

/** A stack with some attributes of its one resource of a type replaced; `null` takes one away. */
export function changedStack(
  type: PolicyResource,
  attributes: JsonRecord,
  place: PolicyStackPlace = SAMPLE_PLACE,
): JsonRecord {
  const { resource } = policyStack(place) as { resource: Record<string, Record<string, object>> };
  const [id = "", existing] = Object.entries(resource[type] ?? {})[0] ?? [];
  return { resource: { ...resource, [type]: { [id]: { ...existing, ...attributes } } } };
}

/** Body of the Engine API that makes the container of `policyStack`. */
export function containerBody(place: PolicyStackPlace): EngineBody {
  return {
    Image: place.image,
    User: "999:999",
    Entrypoint: ["/bin/sh"],
    Cmd: ["-c", "sleep 600 & wait"],
    Env: ["CACHEFORT_NODE=0-0"],
    Hostname: "node-0-0",
    Labels: { "cachefort.node": "0-0" },
    ExposedPorts: { [`${CONTAINER_PORT}/tcp`]: {} },
    Healthcheck: { Test: ["CMD", "/bin/true"], Interval: 1e9, Timeout: 1.5e9, Retries: 3 },
    HostConfig: {
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m" },
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      NanoCpus: 5e8,
      Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 2048 }],
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 5 },
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
      NetworkMode: place.name,
      PortBindings: {
        [`${CONTAINER_PORT}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: String(place.port) }],
      },
      Mounts: [
        {
          Type: "bind",
          Source: place.secrets,
          Target: "/etc/cachefort",
          ReadOnly: true,
          BindOptions: { Propagation: "rprivate" },
        },
        { Type: "volume", Source: place.name, Target: "/data" },
      ],
      IpcMode: "private",
    },
  };
}

/** Body of the Engine API that makes a container. */
export interface EngineBody {
  readonly [key: string]: unknown;
  readonly HostConfig: JsonRecord;
}
