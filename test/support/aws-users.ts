import { createHash } from "node:crypto";
import { iamLoginOf } from "../../clients/redis/iam-login";
import { iamTokenSigner } from "../../clients/redis/iam-token";
import type { RedisManifest, RedisManifestUser } from "../../constructs/core/manifest";
import { awsRedisManifest } from "../../constructs/redis/aws/aws-manifest";
import type { AwsUser } from "../../constructs/redis/aws/aws-user";
import { UserAuthentication } from "../../constructs/redis/aws/user-authentication";
import { OPERATOR_USER, REPLICATION_USER, SYSTEM_USERS } from "../../constructs/redis/system-users";
import { RedisUser } from "../../constructs/redis/user";
import { awsRedisModel } from "./aws-redis-model";
import type { FakeSecretsManager } from "./fake-secrets-manager";
import { callEachNode } from "./iam-cluster";
import { type TestCluster, withManifest } from "./redis-server";

/** Of the user `report`, by both of its logins. */
export const AWS_PASSWORD = "of-report-in-aws";
/** What the test itself and replication need of the servers, which ElastiCache hides. */
const OWN_USERS = [OPERATOR_USER, REPLICATION_USER];
const SCRATCH = {
  keys: ["job:*"],
  readKeys: ["session:*"],
  commands: ["+@read", "+set", "+config"],
};

/** A cluster as the kit sets one up on AWS: some users log in by IAM, one by a password that alternates. */
const model = awsRedisModel({
  users: [
    RedisUser.readWrite("api", { keys: ["session:*"], channels: ["session:*"] }),
    RedisUser.readOnly("report", { keys: ["session:*"] }),
    RedisUser.custom("worker", SCRATCH),
  ],
  authentication: { report: UserAuthentication.password({ alternating: true }) },
});

/**
 * Gives real servers the users of ElastiCache and no others, each with the token of this moment or its
 * password, and describes them as a manifest of AWS does. The clock must stand still.
 *
 * @param fake gets the password
 */
export async function withAwsUsers(
  cluster: TestCluster,
  fake: FakeSecretsManager,
): Promise<TestCluster> {
  const manifest = awsRedisManifest(model, "unused");
  for (const user of model.users.filter(
    ({ authentication }) => authentication.type !== "no-password",
  )) {
    const rules = user.accessString.split(" ");
    const hash = createHash("sha256")
      .update(await passwordOf(manifest, user))
      .digest("hex");
    await callEachNode(cluster, "ACL", "SETUSER", user.loginName, "reset", `#${hash}`, ...rules);
    if (user.authentication.type === "password") {
      fake.put(user.authentication.secret, JSON.stringify({ password: AWS_PASSWORD }));
    }
  }
  for (const user of OWN_USERS) await callEachNode(cluster, "ACL", "SETUSER", user, "+@all");
  const strangers = [...SYSTEM_USERS.map(({ name }) => name), "api", "report"];
  const kept = [...OWN_USERS, ...model.users.map(({ loginName }) => loginName)];
  const others = strangers.filter((name) => !kept.includes(name));
  await callEachNode(cluster, "ACL", "DELUSER", ...others);
  const own = cluster.deployed.manifest.users.filter(({ name }) => OWN_USERS.includes(name));
  return withManifest(cluster, {
    target: "aws",
    users: [...manifest.users, ...own.map(asApplication)],
  });
}

async function passwordOf({ users, ...manifest }: RedisManifest, user: AwsUser): Promise<string> {
  if (user.authentication.type === "password") return AWS_PASSWORD;
  const auth = users.find(({ name }) => name === user.user)?.auth;
  if (auth === undefined || !("iam" in auth)) throw new Error(`${user.id} is not in the manifest`);
  return (await iamTokenSigner(iamLoginOf({ ...manifest, users }, auth.iam)))();
}

/** Under a name that no user of the kit has. */
function asApplication({ auth, name }: RedisManifestUser): RedisManifestUser {
  const login = { ...auth, login: name } as RedisManifestUser["auth"];
  return { name: `own-${name}`, role: "custom", keys: [], commands: ["+@all"], auth: login };
}
