import type { RedisManifest } from "../../../../constructs/core/manifest";
import { ImportedRedisCluster } from "../../../../constructs/redis/aws/imported-redis-cluster";
import { RedisUser } from "../../../../constructs/redis/user";
import { emptyStack, environment } from "../../../support/aws";
import { awsCluster } from "../../../support/aws-cluster";
import { codedError } from "../../../support/coded";
import { Template } from "../../../support/template";

type Login = RedisManifest["users"][number]["auth"];

/** What the stack of the cluster puts out. */
function told(): RedisManifest {
  const api = RedisUser.readWrite("api", { keys: ["session:*"] });
  return {
    ...awsCluster({ users: [api] }).cluster.manifest,
    entrypoints: [
      { host: "clustercfg.prod-sessions.example.euc1.cache.amazonaws.com", port: 6380 },
    ],
  };
}

function imported(manifest: RedisManifest, stack = emptyStack()): ImportedRedisCluster {
  const props = { environment, manifest, securityGroupId: "sg-0123456789abcdef0" };
  return new ImportedRedisCluster(stack, "sessions", props);
}

/** The manifest with another login for each user and other names of its nodes. */
function withLogins(auth: Login, ref: (own: string) => string = (own) => own): RedisManifest {
  const { nodes, users, ...manifest } = told();
  return {
    ...manifest,
    nodes: nodes.map((node) => ({ ...node, ref: ref(node.ref) })),
    users: users.map((user) => ({ ...user, auth })),
  };
}

test("it is opened by its own group", () => {
  const stack = emptyStack();
  const cluster = imported(told(), stack);
  cluster.connections.allowDefaultPortFrom("sg-0123456789abcdef1", "Reports read sessions");
  expect(cluster).toMatchObject({ name: "sessions", replicationGroupId: "prod-sessions" });
  expect(
    Template.of(stack).resource("aws_vpc_security_group_ingress_rule", "sessions"),
  ).toMatchObject({ security_group_id: "sg-0123456789abcdef0", from_port: 6380 });
});

const iam = { region: "eu-central-1", userId: "user" };
const inSecret = { password: { secretsManager: "prod/sessions/api", key: "password" } };

describe("the replication group is", () => {
  test.each<[what: string, auth: Login, ref: string, id: string]>([
    ["what tokens are signed for, first of all", { iam: { ...iam, cacheName: "a" } }, "b", "a"],
    ["what nodes are named after, where no token says it", { iam }, "b", "b"],
    ["what nodes are named after, where nobody has tokens", inSecret, "b", "b"],
  ])("%s", (_what, auth, ref, id) => {
    const manifest = withLogins(auth, (own) => own.replace("prod-sessions", ref));
    expect(imported(manifest).replicationGroupId).toBe(id);
  });
});

test.each<[what: string, manifest: () => RedisManifest]>([
  ["of another target", () => ({ ...told(), target: "host" })],
  [
    "of a serverless cache",
    () => withLogins({ iam: { ...iam, cacheName: "pages", serverless: true } }, () => "pages"),
  ],
  ["whose nodes have other names", () => withLogins(inSecret, () => "node")],
])("a manifest %s is refused", (_what, manifest) => {
  expect(codedError(() => imported(manifest())).code).toBe("ELASTICACHE_IMPORT");
});
