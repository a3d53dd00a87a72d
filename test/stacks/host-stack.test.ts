import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { redisPropsOf } from "../../configs/redis-props";
import { findEnvironment } from "../../configs";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { HostMemcached } from "../../constructs/memcached/host/host-memcached";
import { HostRedisCluster } from "../../constructs/redis/host/host-redis-cluster";
import type { HostRedisClusterProps } from "../../constructs/redis/host/host-redis-model";
import { RedisEngine } from "../../constructs/redis/engine";
import { RedisUser } from "../../constructs/redis/user";
import { HostStack, type HostStackProps } from "../../stacks/host-stack";
import { codedError } from "../support/coded";
import { fixedHost } from "../support/host";
import { Template } from "../support/template";

function stackOf(props: Partial<HostStackProps>): HostStack {
  return new HostStack(new App(), "cachefort-test", { host: fixedHost(), ...props });
}

function triggersOf(props: Partial<HostStackProps>, part: string): unknown {
  return Template.of(stackOf(props)).resource("terraform_data", part)["triggers_replace"];
}

const sessions: Omit<HostRedisClusterProps, "host"> = { name: "sessions" };

describe.each(["local", "ci"])("environment %s", (name) => {
  test("is what it was", () => {
    const environment = findEnvironment(name);
    const stack = stackOf({
      redis: environment.redis.map(redisPropsOf),
      memcached: environment.memcached,
    });
    expect(Template.of(stack).toJson()).toMatchSnapshot();
  });
});

describe("life cycle", () => {
  test("a node's guard does nothing but stop its node", () => {
    const guard = Template.of(stackOf({ redis: [sessions] })).resource(
      "terraform_data",
      "cachefort_node",
    );
    expect(guard["for_each"]).toEqual(
      Object.fromEntries(
        ["0-0", "1-0", "2-0", "0-1", "1-1", "2-1"].map((id) => [
          `sessions/${id}`,
          `/project/.cachefort/test/data/sessions/${id}`,
        ]),
      ),
    );
    expect(guard["triggers_replace"]).toEqual({ directory: "${each.value}" });
    expect(guard["provisioner"]).toEqual([
      { "local-exec": expect.objectContaining({ when: "destroy" }) },
    ]);
  });

  test("the guard stays when no cluster is left: it stops the servers of the last one", () => {
    const guard = Template.of(stackOf({})).resource("terraform_data", "cachefort_node");
    expect(guard["for_each"]).toEqual({});
    expect(guard["provisioner"]).toHaveLength(1);
  });

  test("the reconciliation waits for the guards and comes before what it replaces goes", () => {
    const template = Template.of(stackOf({ redis: [sessions] }));
    const [guardId] = Object.keys(template.resources("terraform_data")).filter((id) =>
      id.endsWith("_node"),
    );
    const reconciliation = template.resource("terraform_data", "reconciliation");
    expect(reconciliation["depends_on"]).toEqual([`terraform_data.${guardId}`]);
    expect(reconciliation["lifecycle"]).toEqual({ create_before_destroy: true });
  });

  test.each<[string, Partial<HostStackProps>]>([
    ["a prop", { redis: [{ ...sessions, maxMemoryMib: 64 }] }],
    ["an incident", { host: fixedHost({ incident: () => "abc" }), redis: [sessions] }],
    [
      "a password",
      {
        host: fixedHost({ secrets: { ...fixedHost().secrets, passwordHash: () => "new" } }),
        redis: [sessions],
      },
    ],
    [
      "a command's secret name",
      {
        host: fixedHost({ secrets: { ...fixedHost().secrets, commandNameDigest: () => "new" } }),
        redis: [sessions],
      },
    ],
    [
      "a certificate",
      {
        host: fixedHost({ secrets: { ...fixedHost().secrets, certificateDigest: () => "new" } }),
        redis: [sessions],
      },
    ],
  ])("%s that changes replaces the reconciliation and no guard", (_what, props) => {
    const before = { redis: [sessions] };
    expect(triggersOf(props, "reconciliation")).not.toEqual(triggersOf(before, "reconciliation"));
    expect(triggersOf(props, "cachefort_node")).toEqual(triggersOf(before, "cachefort_node"));
  });

  test("a ring's reconciliation follows its users' passwords too", () => {
    const ring = { name: "pages", users: [{ name: "web" }] };
    const host = fixedHost({
      secrets: { ...fixedHost().secrets, passwordHash: () => "new" },
    });
    expect(triggersOf({ memcached: [ring], host }, "reconciliation")).not.toEqual(
      triggersOf({ memcached: [ring] }, "reconciliation"),
    );
  });
});

describe("outputs", () => {
  test("hold every manifest by name, and a disabled command as null", () => {
    const stack = stackOf({
      redis: [sessions],
      memcached: [{ name: "pages", users: [{ name: "web" }] }],
    });
    const { manifests } = Template.of(stack).outputs();
    expect(manifests).toEqual(JSON.parse(JSON.stringify(stack.manifests)));
    expect(Object.keys(stack.manifests)).toEqual(["sessions", "pages"]);
    expect(manifests).toMatchObject({
      sessions: { renamedCommands: expect.arrayContaining([{ command: "FLUSHALL", as: null }]) },
    });
  });
});

describe("root", () => {
  test("deploys to a place that the servers' accounts can enter", () => {
    const host = fixedHost({ paths: new EnvironmentPaths("/root/my project", "test", true) });
    const stack = stackOf({ host, redis: [sessions] });
    const { sessions: manifest } = stack.manifests;
    expect(manifest?.nodes[0]?.ref).toMatch(
      /^\/var\/lib\/cachefort\/my project-[0-9a-f]{8}\/test\/sessions\/0-0$/,
    );
  });
});

describe("addresses", () => {
  const ring = { name: "pages", users: [{ name: "web" }] };

  test("follow from the names of clusters and rings, not from the construct tree", () => {
    const stack = new TerraformStack(new App(), "shop");
    const part = new Construct(stack, "somewhere");
    new HostRedisCluster(part, "else", { ...sessions, host: fixedHost() });
    new HostMemcached(stack, "renamed", { ...ring, host: fixedHost() });
    expect(Object.keys(Template.of(stack).resources("terraform_data")).sort()).toEqual([
      "cachefort_node",
      "pages_reconciliation",
      "sessions_reconciliation",
    ]);
  });

  test("two of a name in one stack are refused", () => {
    const stack = new TerraformStack(new App(), "shop");
    new HostRedisCluster(stack, "one", { ...sessions, host: fixedHost() });
    const again = (): unknown =>
      new HostMemcached(stack, "two", { ...ring, name: "sessions", host: fixedHost() });
    expect(codedError(again).code).toBe("NAME_TWICE");
  });
});

describe("warnings", () => {
  const warningsOf = (props: Partial<HostStackProps>): unknown[] =>
    stackOf(props)
      .node.findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === "@cdktf/warn")
      .map(({ data }) => data as unknown);
  const ring = { name: "pages", users: [{ name: "web" }] };
  const servers: Partial<HostStackProps> = {
    redis: [sessions, { name: "queue", port: 7100 }],
    memcached: [ring, { ...ring, name: "images", port: 11400 }],
  };

  test("tell once of each installed server that is older than its floor", () => {
    expect(warningsOf(servers)).toEqual([
      "redis 7.0.15: below 7.2.16, it is as safe as your distribution's updates are; keep them installed",
      "memcached 1.6.18: below 1.6.45, it is as safe as your distribution's updates are; keep them installed",
    ]);
  });

  test("are none for servers that are new enough", () => {
    const host = fixedHost({
      redis: RedisEngine.valkey("9.1.2", { patchedBy: "distribution" }),
      memcached: { version: "1.6.45", passwordDatabase: true },
    });
    expect(warningsOf({ ...servers, host })).toEqual([]);
  });

  const host = fixedHost({ redis: RedisEngine.valkey("9.1.2", { patchedBy: "distribution" }) });

  test("name the user whose grants are wider than an application's", () => {
    const users = [
      RedisUser.readWrite("api", { keys: ["*"] }),
      RedisUser.readOnly("report", { keys: ["session:*"] }),
      RedisUser.custom("admin", { commands: ["+flushall"] }),
    ];
    expect(warningsOf({ host, redis: [{ ...sessions, users }] })).toEqual([
      "user api: ~* opens every key to read and write; name the application's own keys",
      "user admin: +flushall opens flushall; take away by -@dangerous",
    ]);
  });

  test("of grants are not given for the kit's own users, or for environments of the kit", () => {
    const { redis } = findEnvironment("ci");
    expect(warningsOf({ host, redis: [sessions] })).toEqual([]);
    expect(warningsOf({ host, redis: redis.map(redisPropsOf) })).toEqual([]);
  });
});

describe("validation errors", () => {
  const ring = { name: "pages", users: [{ name: "web" }] };
  type Servers = Pick<HostStackProps, "redis" | "memcached">;
  const queue = { ...sessions, name: "queue" };
  test.each<[string, string, Servers, Servers]>([
    [
      "NAME_TWICE",
      "two clusters",
      { redis: [sessions, { ...sessions, port: 7100 }] },
      { redis: [sessions, { ...queue, port: 7100 }] },
    ],
    [
      "NAME_TWICE",
      "a cluster and a ring",
      { redis: [sessions], memcached: [{ ...ring, name: "sessions" }] },
      { redis: [sessions], memcached: [ring] },
    ],
    [
      "PORT_TWICE",
      "two clusters",
      { redis: [sessions, { ...queue, port: 7005 }] },
      { redis: [sessions, { ...queue, port: 7006 }] },
    ],
    [
      "PORT_TWICE",
      "a cluster on another's bus ports",
      { redis: [sessions, { ...queue, port: 17005 }] },
      { redis: [sessions, { ...queue, port: 17006 }] },
    ],
    [
      "PORT_TWICE",
      "a cluster whose bus ports are another's ports",
      {
        redis: [
          { ...sessions, port: 17000 },
          { ...queue, port: 7005 },
        ],
      },
      {
        redis: [
          { ...sessions, port: 17000 },
          { ...queue, port: 7006 },
        ],
      },
    ],
    [
      "PORT_TWICE",
      "a ring on a cluster's bus ports",
      { redis: [sessions], memcached: [{ ...ring, port: 17003 }] },
      { redis: [sessions], memcached: [{ ...ring, port: 17006 }] },
    ],
    [
      "PORT_TWICE",
      "two rings",
      { memcached: [ring, { ...ring, name: "images", port: 11313 }] },
      { memcached: [ring, { ...ring, name: "images", port: 11314 }] },
    ],
  ])("%s: %s", (code, _what, refused, accepted) => {
    const error = codedError(() => stackOf(refused));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(() => stackOf(accepted)).not.toThrow();
  });
});
