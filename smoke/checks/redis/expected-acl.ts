import { createHash } from "node:crypto";
import { loginNameOf, redisCredentials } from "../../../clients/redis/credentials";
import type { LoadedManifest } from "../../../clients/manifest-file";
import type { RedisManifest, RedisManifestUser } from "../../../constructs/core/manifest";
import type { AclGrants } from "../../../constructs/redis/acl-grants";
import { aclSubjectOf, type AclSubject } from "../../../constructs/redis/acl-subject";
import { offeredRules } from "../../../constructs/redis/aws/access-string";
import { roleCommands } from "../../../constructs/redis/role-rules";
import { SYSTEM_USERS } from "../../../constructs/redis/system-users";

/** How a user must stand in the ACL of every node. */
export interface ExpectedUser {
  /** What it logs in as. */
  readonly name: string;
  /** Whether it may be missing: it waits, or the service has none. */
  readonly isOptional: boolean;
  readonly isOn: boolean;
  /** SHA-256 of each password; `undefined` where a service decides who logs in. */
  readonly passwordHashes: readonly string[] | undefined;
  readonly subject: AclSubject;
  /** Whether the manifest tells the rules: older ones leave out those of custom users. */
  readonly hasRules: boolean;
}

/** Every user that a node must have, `default` first; from the manifest and the secrets alone. */
export function expectedUsers(deployed: LoadedManifest<RedisManifest>): ExpectedUser[] {
  const { target, users } = deployed.manifest;
  const isAws = target === "aws";
  return [
    {
      name: "default",
      // A user group of Valkey needs none.
      isOptional: isAws,
      isOn: false,
      passwordHashes: [],
      subject: aclSubjectOf({ role: "custom", commands: [] }),
      hasRules: true,
    },
    ...users.flatMap((user): ExpectedUser[] => {
      const expected = expectedUser(deployed, user);
      const waiting = waitingLogin(user);
      return isAws && waiting !== undefined
        ? [expected, { ...expected, name: waiting, isOptional: true }]
        : [expected];
    }),
  ];
}

function expectedUser(
  deployed: LoadedManifest<RedisManifest>,
  user: RedisManifestUser,
): ExpectedUser {
  const isAws = deployed.manifest.target === "aws";
  const subject = subjectOf(user);
  return {
    name: loginNameOf(user),
    isOptional: false,
    isOn: true,
    passwordHashes: isAws ? undefined : passwordHashesOf(deployed, user),
    subject: isAws ? asOffered(subject) : subject,
    hasRules: rulesOf(user) !== undefined,
  };
}

/** What the manifest says that a user may do; no command where it does not tell the rules. */
export function subjectOf(user: RedisManifestUser): AclSubject {
  const role = user.role === "system" ? "custom" : user.role;
  return aclSubjectOf({ ...user, role, commands: rulesOf(user) ?? [] });
}

/** As ElastiCache was told: a rule for what it lets nobody call is left out. */
function asOffered({ selectors, ...own }: AclSubject): AclSubject {
  const offered = <G extends AclGrants>(grants: G): G => ({
    ...grants,
    commands: offeredRules(grants.commands),
  });
  return { ...offered(own), selectors: selectors.map(offered) };
}

/** Of two logins that alternate, the one that the manifest does not name (`UserAuthentication.password`). */
function waitingLogin({ auth, name }: RedisManifestUser): string | undefined {
  if ("iam" in auth) return undefined;
  if (auth.login === name) return `${name}-b`;
  return auth.login === `${name}-b` ? name : undefined;
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
