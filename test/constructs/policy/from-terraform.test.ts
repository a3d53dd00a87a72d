import type { ContainerFacts } from "../../../constructs/policy/container-facts";
import { containerFromTerraform } from "../../../constructs/policy/container-from-terraform";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import type { JsonRecord } from "../../../constructs/policy/json-values";
import { changedStack, policyStack } from "../../support/policy-stack";

const MIB = 1024 * 1024;

describe("containerFromTerraform", () => {
  it("takes the provider's and the engine's default for what is missing", () => {
    expect(containerFromTerraform({ name: "x", image: "redis" })).toEqual({
      image: "redis",
      groups: [],
      isPrivileged: false,
      addedCapabilities: [],
      droppedCapabilities: [],
      securityOptions: [],
      masksSystemPaths: true,
      hasReadOnlyRoot: false,
      memoryBytes: 0,
      memoryAndSwapBytes: 0,
      cpus: 0,
      pidsLimit: 0,
      ulimits: [],
      restartPolicy: "no",
      maxRetries: 0,
      logOptions: {},
      networkMode: "bridge",
      networks: ["bridge"],
      publishesAllPorts: false,
      ports: [],
      mounts: [],
      tmpfs: {},
      pidMode: "",
      ipcMode: "private",
      utsMode: "",
      usernsMode: "",
      cgroupParent: "",
      devices: [],
      deviceRequests: [],
      texts: [
        { where: "entry point", value: "" },
        { where: "command", value: "" },
        { where: "health check", value: "" },
      ],
    });
  });

  it.each<[string, JsonRecord, Partial<ContainerFacts>]>([
    ["memory in MB", { memory: 64, memory_swap: 96 }, { memoryAndSwapBytes: 96 * MIB }],
    ["twice the memory as swap", { memory: 64 }, { memoryAndSwapBytes: 128 * MIB }],
    ["swap without limit", { memory: 64, memory_swap: -1 }, { memoryAndSwapBytes: -1 }],
    ["processors as a text", { cpus: "1.5" }, { cpus: 1.5 }],
    ["a quota of the kernel's period", { cpu_quota: 150_000 }, { cpus: 1.5 }],
    ["a quota of its own period", { cpu_quota: 5000, cpu_period: 10_000 }, { cpus: 0.5 }],
    ["processors before a quota", { cpus: "2", cpu_quota: 1000 }, { cpus: 2 }],
    ["switches and numbers as texts", { privileged: "true", memory: "1" }, { isPrivileged: true }],
    ["a network of its own alone", { networks_advanced: { name: "n" } }, { networks: ["n"] }],
    [
      "the host's network beside one of its own",
      { networks_advanced: [{ name: "n" }], network_mode: "host" },
      { networkMode: "host", networks: ["n"] },
    ],
    [
      "a port on every address",
      { ports: { internal: 7200 } },
      { ports: [{ hostIp: "0.0.0.0", hostPort: 0, containerPort: 7200, protocol: "tcp" }] },
    ],
    [
      "durations as Go writes them",
      { healthcheck: { test: ["CMD", "x"], interval: "1m30s", timeout: "1.5s", retries: 2 } },
      { healthCheck: { test: ["CMD", "x"], intervalMs: 90_000, timeoutMs: 1500, retries: 2 } },
    ],
    [
      "the older way to mount",
      {
        volumes: [
          { host_path: "/srv", container_path: "/a", read_only: true },
          { volume_name: "data", container_path: "/b" },
          { from_container: "other" },
        ],
      },
      {
        mounts: [
          { type: "container", source: "other", target: "", isReadOnly: false, propagation: "" },
          { type: "bind", source: "/srv", target: "/a", isReadOnly: true, propagation: "rprivate" },
          { type: "volume", source: "data", target: "/b", isReadOnly: false, propagation: "" },
        ],
      },
    ],
    [
      "no label where it shares the processes of the host, as the engine does",
      { pid_mode: "host" },
      { securityOptions: ["label=disable"] },
    ],
  ])("knows %s", (_, attributes, facts) => {
    expect(containerFromTerraform(attributes)).toMatchObject(facts);
  });
});

describe("subjectsOfTerraform", () => {
  it("has each resource as it is written and as it is meant, under the construct's path", () => {
    const subjects = subjectsOfTerraform(policyStack());
    expect(subjects.map(({ kind, name, path }) => `${kind} ${name} at ${path}`)).toEqual([
      "configuration docker_image.server at docker_image.server",
      "image redis:7.4.11 at docker_image.server",
      "configuration docker_network.net at docker_network.net",
      "network sessions-0-0 at docker_network.net",
      "configuration docker_volume.data at docker_volume.data",
      "volume sessions-0-0 at docker_volume.data",
      "configuration docker_container.node at cachefort-docker/sessions/node-0-0",
      "container sessions-0-0 at cachefort-docker/sessions/node-0-0",
    ]);
  });

  it("puts names for references to the stack's own resources", () => {
    const node = subjectsOfTerraform(policyStack()).find(({ kind }) => kind === "container");
    expect(node?.facts).toMatchObject({
      image: "redis:7.4.11",
      networks: ["sessions-0-0"],
      mounts: [{ target: "/data", source: "sessions-0-0" }, { target: "/etc/cachefort" }],
    });
  });

  it("names every place that only Terraform can fill in, and no other", () => {
    const stack = changedStack("docker_container", {
      user: "${var.user}",
      ports: [{ internal: 7200, ip: "127.0.0.1" }, { internal: "${var.port}" }],
      tmpfs: { "${var.folder}": "" },
      command: ["$${HOME}", "${docker_network.net.name}", "a ${docker_network.gone.id}"],
      lifecycle: { replace_triggered_by: ["${docker_image.server}"] },
    });
    const written = subjectsOfTerraform(stack).flatMap((subject) =>
      subject.kind === "configuration" ? subject.facts.unknowns : [],
    );
    expect(written.sort()).toEqual(["command.2", "ports.1.internal", "tmpfs", "user"]);
  });

  it("has nothing of a stack without Docker", () => {
    expect(subjectsOfTerraform({ resource: { terraform_data: { x: {} } } })).toEqual([]);
    expect(subjectsOfTerraform({})).toEqual([]);
  });
});
