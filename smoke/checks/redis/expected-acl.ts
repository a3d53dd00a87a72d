import { createHash } from "node:crypto";
import { redisCredentials } from "../../../clients/redis/credentials";
import type { LoadedManifest } from "../../../clients/manifest-file";
import type { RedisManifest, RedisManifestUser } from "../../../constructs/core/manifest";
import { aclSubjectOf, type AclSubject } from "../../../constructs/redis/acl-subject";
import { roleCommands } from "../../../constructs/redis/role-rules";
import { SYSTEM_USERS } from "../../../constructs/redis/system-users";

/** How a user must stand in the ACL of every node. */
export interface ExpectedUser {
  readonly name: string;
  readonly isOn: boolean;
  /** SHA-256 of each password; `undefined` where a service keeps it. */
  readonly passwordHashes: readonly string[] | undefined;
  readonly subject: AclSubject;
  /** Whether the manifest tells the rules: older ones leave out those of custom users. */
  readonly hasRules: boolean;
}

/** Every user that a node must have, `default` first; from the manifest and the secrets alone. */
export function expectedUsers(deployed: LoadedManifest<RedisManifest>): ExpectedUser[] {
  const nothing = { role: "custom", commands: [] } as const;
  return [
    {
      name: "default",
      isOn: false,
      passwordHashes: [],
      subject: aclSubjectOf(nothing),
      hasRules: true,
    },
    ...deployed.manifest.users.map((user) => ({
      name: user.name,
      isOn: true,
      passwordHashes: passwordHashesOf(deployed, user),
      subject: aclSubjectOf({
        ...user,
        role: user.role === "system" ? "custom" : user.role,
        commands: rulesOf(user) ?? [],
      }),
      hasRules: rulesOf(user) !== undefined,
    })),
  ];
}

/**
 * The command rules of a user of the manifest, where it tells them. A user of the kit that this release
 * does not know may do nothing.
 */
export function rulesOf(user: RedisManifestUser): readonly string[] | undefined {
  switch (user.role) {
    case "readWrite":
    case "readOnly":
      return roleCommands(user.role);
    case "system":
      return SYSTEM_USERS.find(({ name }) => name === user.name)?.commands ?? [];
    case "custom":
      return user.commands;
  }
}

function passwordHashesOf(
  deployed: LoadedManifest<RedisManifest>,
  user: RedisManifestUser,
): readonly string[] | undefined {
  if ("iam" in user.auth) return undefined;
  const { password } = redisCredentials(deployed, user.name);
  return [createHash("sha256").update(password).digest("hex")];
}
