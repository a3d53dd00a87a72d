import { ValidationError } from "../../../constructs/core/errors";
import { OPERATOR_USER, REPLICATION_USER } from "../../../constructs/redis/system-users";
import { readIfPresent } from "../../../secrets/files";
import { isRunning } from "../node-launch";
import type { RedisHome, RedisMember } from "./home";

/**
 * Refuses secrets that the running servers were not started with: with another authority no link
 * between an old and a new node verifies, with another password of these users nobody can look at
 * the cluster or replicate. The applications' passwords may change.
 *
 * @throws ValidationError HOST_SECRETS_FOREIGN
 */
export function requireOwnSecrets(home: RedisHome): void {
  const running = home.members.filter(({ folder }) => isRunning(folder));
  for (const member of running) {
    const what = foreignIn(member);
    if (what === undefined) continue;
    const { environment } = home.model;
    throw new ValidationError("HOST_SECRETS_FOREIGN", {
      problem: `node ${member.node.id} runs with another ${what} than ${home.order.secrets} holds`,
      fix: `restore the folder of secrets from its backup; or go on with the new secrets and the old data: cachefort down ${environment}, then cachefort up ${environment}`,
    });
  }
}

function foreignIn({ folder, files }: RedisMember): string | undefined {
  if (readIfPresent(folder.conf("ca.crt")) !== files.conf["ca.crt"]) return "certificate authority";
  const laid = readIfPresent(folder.conf("users.acl")) ?? "";
  const wanted = files.conf["users.acl"] ?? "";
  return [OPERATOR_USER, REPLICATION_USER]
    .filter((user) => hashOf(laid, user) !== hashOf(wanted, user))
    .map((user) => `password of ${user}`)
    .at(0);
}

function hashOf(acl: string, user: string): string | undefined {
  return new RegExp(`^user ${user} on (#[0-9a-f]{64}) `, "m").exec(acl)?.[1];
}
