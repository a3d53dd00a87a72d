import { createHash } from "node:crypto";
import { iamTokenSigner } from "../../clients/redis/iam-token";
import type { RedisManifest } from "../../constructs/core/manifest";
import { aclRules, aclSubjectOf } from "../../constructs/redis/acl-subject";
import { RedisUser } from "../../constructs/redis/user";
import { withManifest, type TestCluster } from "./redis-server";

/** The user `api` of a cluster on AWS, and what its tokens are for. */
export const IAM = {
  region: "eu-central-1",
  userId: "prod-sessions-api",
  cacheName: "prod-sessions",
};

/** What signs its tokens. */
export const IAM_KEYS = {
  accessKeyId: "AKIATEST",
  secretAccessKey: "of-a-test",
  sessionToken: "a/b+c==",
};

/** Names of keys of which every shard has one. */
export const KEY_OF_EACH_SHARD = Array.from({ length: 6 }, (_, index) => `session:${index + 1}`);

/** The token that the user logs in with by the clock of now. */
export async function iamTokenOfNow(): Promise<string> {
  const credentials = () => Promise.resolve(IAM_KEYS);
  return (await iamTokenSigner({ ...IAM, credentials }))();
}

const ROLE = RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] });

/** The cluster as AWS would show it: an entrypoint, nodes without an address, and a user with IAM. */
export function asOnAws(cluster: TestCluster, changes: Partial<RedisManifest> = {}): TestCluster {
  const { entrypoints, nodes } = cluster.deployed.manifest;
  return withManifest(cluster, {
    target: "aws",
    entrypoints: entrypoints.slice(0, 1),
    nodes: nodes.map(({ id, ref, shard }) => ({ id, ref, shard })),
    users: [{ name: "api", role: "readWrite", keys: ["session:*"], auth: { iam: IAM } }],
    ...changes,
  });
}

/** Calls the same at each node as the operator. */
export function callEachNode(
  cluster: TestCluster,
  command: string,
  ...args: readonly string[]
): Promise<unknown[]> {
  return Promise.all(
    cluster.model.nodes.map(async ({ id }) => {
      const node = await cluster.operator(id);
      try {
        return await node.call(command, ...args);
      } finally {
        node.disconnect();
      }
    }),
  );
}

/** The servers take this password of the IAM user from now on and no other; without one, they take any. */
export async function takeOnly(cluster: TestCluster, password?: string): Promise<void> {
  const secret =
    password === undefined ? "nopass" : `#${createHash("sha256").update(password).digest("hex")}`;
  const rules = aclRules(aclSubjectOf(ROLE));
  await callEachNode(cluster, "ACL", "SETUSER", IAM.userId, "reset", "on", secret, ...rules);
}
