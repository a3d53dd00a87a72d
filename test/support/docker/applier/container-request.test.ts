import type { JsonObject } from "../../template";
import { containerRequest, endpointRequest, nanoCpusOf, updateRequest } from "./container-request";
import { CONTAINER } from "./container-schema";
import { networkRequest } from "./docker-network";
import { volumeRequest } from "./docker-volume";
import { normalise } from "./schema";

const MINIMAL = { name: "a", image: "sha256:1" };

/** The request for a container of the configuration, with the provider's defaults. */
function request(given: JsonObject = {}): JsonObject {
  return containerRequest(
    normalise(CONTAINER, { ...MINIMAL, ...given }, "docker_container.a") as JsonObject,
  );
}

function hostConfig(given: JsonObject = {}): JsonObject {
  return request(given)["HostConfig"] as JsonObject;
}

test("what is not given is left to the engine, or has the provider's default", () => {
  expect(request()).toEqual({
    Image: "sha256:1",
    Labels: {},
    ExposedPorts: {},
    HostConfig: {
      NetworkMode: "bridge",
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      Memory: 0,
      ReadonlyRootfs: false,
      LogConfig: { Type: "" },
      PortBindings: {},
      Init: false,
    },
  });
});

test.each<[string, JsonObject, JsonObject]>([
  ["memory is MiB", { memory: 64 }, { Memory: 67_108_864 }],
  ["memory_swap is MiB of both", { memory_swap: 96 }, { MemorySwap: 100_663_296 }],
  ["memory_swap without limit", { memory_swap: -1 }, { MemorySwap: -1 }],
  ["shm_size is MiB", { shm_size: 8 }, { ShmSize: 8_388_608 }],
  ["cpus are billionths", { cpus: "1.5" }, { NanoCpus: 1_500_000_000 }],
  ["read_only", { read_only: true }, { ReadonlyRootfs: true }],
  ["tmpfs", { tmpfs: { "/tmp": "size=1m" } }, { Tmpfs: { "/tmp": "size=1m" } }],
  [
    "capabilities",
    { capabilities: { add: ["CHOWN"], drop: ["ALL"] } },
    { CapAdd: ["CHOWN"], CapDrop: ["ALL"] },
  ],
  [
    "security_opts",
    { security_opts: ["no-new-privileges:true"] },
    { SecurityOpt: ["no-new-privileges:true"] },
  ],
  ["ipc_mode", { ipc_mode: "private" }, { IpcMode: "private" }],
  [
    "ulimit",
    { ulimit: [{ name: "nofile", soft: 1, hard: 2 }] },
    { Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }] },
  ],
  [
    "a limit of nothing",
    { ulimit: [{ name: "core", soft: 0, hard: 0 }] },
    { Ulimits: [{ Name: "core", Soft: 0, Hard: 0 }] },
  ],
  [
    "restart",
    { restart: "on-failure", max_retry_count: 3 },
    { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
  ],
  [
    "logs",
    { log_driver: "json-file", log_opts: { "max-size": "1m" } },
    { LogConfig: { Type: "json-file", Config: { "max-size": "1m" } } },
  ],
  [
    "ports",
    { ports: [{ internal: 7000, external: 7200, ip: "127.0.0.1", protocol: "tcp" }] },
    { PortBindings: { "7000/tcp": [{ HostIp: "127.0.0.1", HostPort: "7200" }] } },
  ],
  [
    "a port is of TCP and on every address unless it says otherwise",
    {
      ports: [
        { internal: 1, external: 2 },
        { internal: 1, external: 3 },
      ],
    },
    {
      PortBindings: {
        "1/tcp": [
          { HostIp: "0.0.0.0", HostPort: "2" },
          { HostIp: "0.0.0.0", HostPort: "3" },
        ],
      },
    },
  ],
  [
    "a folder",
    {
      mounts: [
        {
          type: "bind",
          source: "/a",
          target: "/b",
          read_only: true,
          bind_options: { propagation: "rprivate" },
        },
      ],
    },
    {
      Mounts: [
        {
          Type: "bind",
          Source: "/a",
          Target: "/b",
          ReadOnly: true,
          BindOptions: { Propagation: "rprivate" },
        },
      ],
    },
  ],
  [
    "a volume, which has no propagation",
    {
      mounts: [
        { type: "volume", source: "v", target: "/d", bind_options: { propagation: "rprivate" } },
      ],
    },
    { Mounts: [{ Type: "volume", Source: "v", Target: "/d", ReadOnly: false }] },
  ],
])("%s", (_what, given, expected) => expect(hostConfig(given)).toMatchObject(expected));

test.each<[string, JsonObject, JsonObject]>([
  [
    "user, names and places",
    { user: "1:2", hostname: "h", working_dir: "/w" },
    { User: "1:2", Hostname: "h", WorkingDir: "/w" },
  ],
  [
    "command and entrypoint",
    { entrypoint: ["/e"], command: ["c", "d"] },
    { Entrypoint: ["/e"], Cmd: ["c", "d"] },
  ],
  ["env, a set", { env: ["B=2", "A=1", "B=2"] }, { Env: ["A=1", "B=2"] }],
  [
    "labels",
    {
      labels: [
        { label: "l", value: "v" },
        { label: "empty", value: "" },
      ],
    },
    { Labels: { l: "v", empty: "" } },
  ],
  ["stop_timeout is seconds", { stop_timeout: 5 }, { StopTimeout: 5 }],
  [
    "an exposed port",
    { ports: [{ internal: 7000, external: 7200 }] },
    { ExposedPorts: { "7000/tcp": {} } },
  ],
  [
    "healthcheck",
    {
      healthcheck: {
        test: ["CMD", "x", "x"],
        interval: "1s",
        timeout: "500ms",
        start_period: "1m",
        retries: 3,
      },
    },
    {
      Healthcheck: {
        Test: ["CMD", "x", "x"],
        Interval: 1e9,
        Timeout: 5e8,
        StartPeriod: 6e10,
        Retries: 3,
      },
    },
  ],
  [
    "healthcheck that leaves everything to the engine",
    { healthcheck: [{ test: ["NONE"] }] },
    { Healthcheck: { Test: ["NONE"], Interval: 0, Timeout: 0, StartPeriod: 0, Retries: 0 } },
  ],
])("%s", (_what, given, expected) => expect(request(given)).toMatchObject(expected));

test.each([
  ["0", 0],
  ["2", 2e9],
  ["0.1", 100_000_000],
  ["0.000000001", 1],
  ["1.25", 1_250_000_000],
])("cpus %s", (cpus, expected) => expect(nanoCpusOf(cpus)).toBe(expected));

test("an update carries the restart policy and both limits of memory", () => {
  const given = normalise(
    CONTAINER,
    { ...MINIMAL, memory: 1, memory_swap: 2, restart: "always" },
    "a",
  );
  expect(updateRequest(given as JsonObject)).toEqual({
    RestartPolicy: { Name: "always", MaximumRetryCount: 0 },
    Memory: 1_048_576,
    MemorySwap: 2_097_152,
  });
});

test("an endpoint has its address and its names", () => {
  expect(endpointRequest("id", { name: "n", ipv4_address: "10.0.0.2", aliases: ["a"] })).toEqual({
    Container: "id",
    EndpointConfig: { Aliases: ["a"], IPAMConfig: { IPv4Address: "10.0.0.2" } },
  });
  expect(endpointRequest("id", { name: "n" })).toEqual({
    Container: "id",
    EndpointConfig: { Aliases: [], IPAMConfig: {} },
  });
});

const NETWORK = {
  name: "n",
  driver: "bridge",
  internal: true,
  ipam_config: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1" }],
  options: { o: "1" },
  labels: [{ label: "l", value: "v" }],
};

test("a network", () => {
  expect(networkRequest(NETWORK, "1.44")).toEqual({
    Name: "n",
    Driver: "bridge",
    Internal: true,
    IPAM: { Driver: "default", Config: [{ Subnet: "10.0.0.0/24", Gateway: "10.0.0.1" }] },
    Options: { o: "1" },
    Labels: { l: "v" },
  });
});

test.each([
  ["1.43", true],
  ["1.44", undefined],
])("an engine of API %s is asked to refuse a second name: %s", (version, expected) => {
  expect(networkRequest(NETWORK, version)["CheckDuplicate"]).toBe(expected);
});

test("a volume", () => {
  const given = { name: "v", driver: "local", driver_opts: { o: "bind" }, labels: [] };
  expect(volumeRequest(given)).toEqual({
    Name: "v",
    Driver: "local",
    DriverOpts: { o: "bind" },
    Labels: {},
  });
});
