import { App, TerraformStack } from "cdktf";
import { findEnvironment } from "../../configs";
import { redisPropsOf } from "../../configs/redis-props";
import { DockerMemcached } from "../../constructs/memcached/docker/docker-memcached";
import type { DockerMemcachedProps } from "../../constructs/memcached/docker/docker-memcached-model";
import { DockerRedisCluster } from "../../constructs/redis/docker/docker-redis-cluster";
import type { DockerRedisClusterProps } from "../../constructs/redis/docker/docker-redis-model";
import type { MemcachedManifest, RedisManifest } from "../../constructs/core/manifest";
import type { DockerAccess } from "../../constructs/docker/access";
import { officialRedisImage } from "../../constructs/docker/images";
import { Persistence } from "../../constructs/redis/persistence";
import { RedisEngine } from "../../constructs/redis/engine";
import { RedisUser } from "../../constructs/redis/user";
import { DockerStack, type DockerStackProps } from "../../stacks/docker-stack";
import { memcachedImage, redisImage } from "../../configs/images";
import { codedError } from "../support/coded";
import { fixedDocker } from "../support/docker-environment";
import { Template, type JsonObject } from "../support/template";

type Redis = Omit<DockerRedisClusterProps, "docker">;
type Memcached = Omit<DockerMemcachedProps, "docker">;

const sessions: Redis = { name: "sessions" };
const pages: Memcached = { name: "pages", users: [{ name: "web" }] };

function stackOf(props: Partial<DockerStackProps>): DockerStack {
  return new DockerStack(new App(), "cachefort-test", { docker: fixedDocker(), ...props });
}

function container(props: Partial<DockerStackProps>, id: string): JsonObject {
  return Template.of(stackOf(props)).resource("docker_container", id);
}

function digestOf(props: Partial<DockerStackProps>, id: string): unknown {
  const labels = container(props, id)["labels"] as { label: string; value: string }[];
  return labels.find(({ label }) => label === "cachefort.digest")?.value;
}

test("environment docker is what it was", () => {
  const environment = findEnvironment("docker");
  const stack = stackOf({
    redis: environment.redis.map(redisPropsOf),
    memcached: environment.memcached,
  });
  expect(Template.of(stack).toJson()).toMatchSnapshot();
});

describe("a container", () => {
  test.each([
    ["sessions_0-0", { redis: [sessions] }, ["/cachefort/conf"]],
    ["pages_0", { memcached: [pages] }, ["/cachefort/conf", "/cachefort/users"]],
  ])("of %s has no rights, no writable root and no door but one", (id, props, readOnly) => {
    const found = container(props, id);
    expect(found).toMatchObject({
      read_only: true,
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      ipc_mode: "private",
      restart: "on-failure",
      max_retry_count: 5,
      log_opts: { "max-size": "10m", "max-file": "3" },
    });
    expect(found["user"]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(found["memory_swap"]).toBe(found["memory"]);
    expect(found["ports"]).toEqual([expect.objectContaining({ ip: "127.0.0.1", protocol: "tcp" })]);
    const mounts = found["mounts"] as { target: string; read_only?: boolean }[];
    expect(
      mounts.filter(({ read_only }) => read_only === true).map(({ target }) => target),
    ).toEqual(readOnly);
  });

  test("listens inside on the port that is published, at an address that its port stands for", () => {
    const found = container({ redis: [{ ...sessions, port: 7300 }] }, "sessions_1-1");
    expect(found["ports"]).toEqual([
      { internal: 7304, external: 7304, ip: "127.0.0.1", protocol: "tcp" },
    ]);
    expect(found["networks_advanced"]).toEqual([
      expect.objectContaining({ ipv4_address: "10.213.108.136" }),
    ]);
  });

  test("runs as the account of the environment, whatever the image's own is", () => {
    const docker = fixedDocker({ accountOf: () => ({ uid: 1000, gid: 100 }) });
    expect(container({ docker, redis: [sessions] }, "sessions_0-0")["user"]).toBe("1000:100");
  });

  test("is started by the engine only where that is asked for", () => {
    const found = container({ redis: [{ ...sessions, restartWithEngine: true }] }, "sessions_0-0");
    expect(found["restart"]).toBe("unless-stopped");
    expect(found["max_retry_count"]).toBeUndefined();
  });
});

describe("the digest of a container", () => {
  const usual = digestOf({ redis: [sessions] }, "sessions_0-0");

  test.each<[string, Partial<DockerStackProps>]>([
    ["its image", { redis: [{ ...sessions, engine: RedisEngine.valkey("8.1.10") }] }],
    ["its limits", { redis: [{ ...sessions, cpus: 0.5 }] }],
    ["its configuration", { redis: [{ ...sessions, nodeTimeoutMs: 3000 }] }],
    ["a user", { redis: [{ ...sessions, users: [RedisUser.readOnly("a", { keys: ["a"] })] }] }],
    ["its persistence", { redis: [{ ...sessions, persistence: Persistence.none() }] }],
    ["the subnet", { docker: fixedDocker({ subnet: "10.1.0.0/16" }), redis: [sessions] }],
  ])("changes with %s", (_, props) => {
    expect(digestOf(props, "sessions_0-0")).not.toBe(usual);
  });

  test("does not change with what stands beside it in the stack", () => {
    const others: Redis[] = [{ name: "a", port: 7400 }, sessions, { name: "b", port: 7500 }];
    expect(digestOf({ redis: others, memcached: [pages] }, "sessions_0-0")).toBe(usual);
  });

  test("tells a secret's change by the folder's name only", () => {
    const { secrets } = fixedDocker();
    const other = { ...secrets, certificateDigest: () => "other" };
    const docker = fixedDocker({ secrets: other });
    expect(digestOf({ docker, redis: [sessions] }, "sessions_0-0")).not.toBe(usual);
  });
});

test("addresses follow from names, and not from the construct's place", () => {
  const stack = new TerraformStack(new App(), "mine");
  new DockerRedisCluster(stack, "anything", { ...sessions, docker: fixedDocker() });
  new DockerMemcached(stack, "something", { ...pages, docker: fixedDocker() });
  const template = Template.of(stack);
  expect(Object.keys(template.resources("docker_volume"))).toContain("sessions_2-1");
  expect(Object.keys(template.resources("docker_container"))).toEqual(
    expect.arrayContaining(["sessions_0-0", "pages_2"]),
  );
  expect(Object.keys(template.resources("terraform_data")).sort()).toEqual([
    "pages_gate",
    "pages_users",
    "sessions_gate",
  ]);
});

test("an image is named once, however many containers have it", () => {
  const template = Template.of(stackOf({ redis: [sessions, { name: "queue", port: 7300 }] }));
  expect(Object.values(template.resources("docker_image"))).toEqual([
    expect.objectContaining({ name: "redis:7.4.11-bookworm", keep_locally: true }),
  ]);
});

test("the manifest names the host side, and the address that the cluster shows", () => {
  const { manifests } = stackOf({ redis: [sessions], memcached: [pages] });
  expect(manifests["sessions"]).toMatchObject({
    target: "docker",
    entrypoints: expect.arrayContaining([{ host: "localhost", port: 7200 }]),
    nodes: expect.arrayContaining([
      expect.objectContaining({
        host: "localhost",
        address: "10.213.108.32",
        ref: "cachefort-test-sessions-0-0",
      }),
    ]),
  });
  expect(manifests["pages"]).toMatchObject({
    ring: { servers: ["localhost:11511", "localhost:11512", "localhost:11513"] },
  });
});

describe("access", () => {
  const accessed = (access: DockerAccess) => {
    const stack = stackOf({
      docker: fixedDocker({ access }),
      redis: [{ ...sessions, users: [] }],
      memcached: [pages],
    });
    const template = Template.of(stack);
    const [network] = Object.values(template.resources("docker_network"));
    return { ...stack, network, node: template.resources("docker_container")["sessions_0-0"] };
  };
  const port = { internal: 7200, external: 7200, ip: "127.0.0.1", protocol: "tcp" };
  const name = "cachefort-test-sessions-0-0";
  const address = "10.213.108.32";

  test.each<[DockerAccess, boolean, object[] | undefined, object, string]>([
    ["host", false, [port], { host: "localhost", address }, "localhost:11511"],
    [
      "network",
      true,
      undefined,
      { host: address, networkHost: name },
      "cachefort-test-pages-0:11511",
    ],
    [
      "both",
      false,
      [port],
      { host: "localhost", networkHost: name, address },
      "cachefort-test-pages-0:11511",
    ],
  ])("%s", (access, internal, ports, node, server) => {
    const found = accessed(access);
    expect(found.network?.["internal"]).toBe(internal);
    expect(found.node?.["ports"]).toEqual(ports);
    const { nodes } = found.manifests["sessions"] as RedisManifest;
    expect(nodes[0]).toEqual({
      id: "0-0",
      shard: 0,
      bornAs: "primary",
      port: 7200,
      ref: name,
      ...node,
    });
    const ring = found.manifests["pages"] as MemcachedManifest;
    expect(ring.ring.servers[0]).toBe(server);
  });

  test("another one is another configuration of every node of Redis, and none of a ring", () => {
    const digests = (access: DockerAccess, id: string) =>
      digestOf({ docker: fixedDocker({ access }), redis: [sessions], memcached: [pages] }, id);
    expect(digests("both", "sessions_0-0")).not.toBe(digests("host", "sessions_0-0"));
    expect(digests("both", "pages_0")).toBe(digests("host", "pages_0"));
    expect(digests("network", "pages_0")).not.toBe(digests("host", "pages_0"));
  });
});

describe("what is refused", () => {
  test.each<[string, Partial<DockerStackProps>, Partial<DockerStackProps>]>([
    [
      "NAME_TWICE",
      { redis: [sessions], memcached: [{ ...pages, name: "sessions" }] },
      { redis: [sessions], memcached: [pages] },
    ],
    [
      "PORT_TWICE",
      { redis: [sessions, { name: "queue", port: 7205 }] },
      { redis: [sessions, { name: "queue", port: 7206 }] },
    ],
    [
      "ADDRESS_TWICE",
      {
        docker: fixedDocker({ subnet: "10.1.1.0/24" }),
        redis: [sessions, { name: "b", port: 7456 }],
      },
      {
        docker: fixedDocker({ subnet: "10.1.1.0/24" }),
        redis: [sessions, { name: "b", port: 7462 }],
      },
    ],
    [
      "DOCKER_NAME_LONG",
      {
        docker: fixedDocker({ name: "e".repeat(23) }),
        redis: [{ ...sessions, name: "s".repeat(26) }],
      },
      {
        docker: fixedDocker({ name: "e".repeat(23) }),
        redis: [{ ...sessions, name: "s".repeat(25) }],
      },
    ],
    [
      "DOCKER_MEMORY_LIMIT",
      { redis: [{ ...sessions, maxMemoryMib: 512, containerMemoryMib: 512 }] },
      { redis: [{ ...sessions, maxMemoryMib: 512, containerMemoryMib: 600 }] },
    ],
    [
      "DOCKER_IMAGE_INVALID",
      { redis: [{ ...sessions, image: { ...redisImage, tag: "latest" } }] },
      { redis: [{ ...sessions, image: officialRedisImage(RedisEngine.redis("8.2.9")) }] },
    ],
    [
      "MEMCACHED_BELOW_FLOOR",
      { memcached: [{ ...pages, image: { ...memcachedImage, version: "1.6.44" } }] },
      { memcached: [{ ...pages, image: { ...memcachedImage, version: "1.6.46" } }] },
    ],
  ])("%s", (code, refused, accepted) => {
    expect(codedError(() => stackOf(refused)).code).toBe(code);
    expect(() => stackOf(accepted)).not.toThrow();
  });
});
