import { SYSTEM_USERS } from "./system-users";
import type { RedisUser } from "./user";

/** A line of the ACL file before its password. */
interface AclSubject {
  readonly name: string;
  readonly keys: readonly string[];
  readonly channels: readonly string[];
  readonly commands: readonly string[];
  readonly readOnlyKeys: boolean;
}

/** Names of every user that logs in with a password, the kit's own first. */
export function loginNames(users: readonly RedisUser[]): string[] {
  return subjects(users).map((subject) => subject.name);
}

/**
 * Text of the ACL file: `default` is off, every other user has one SHA-256 hash and no password.
 *
 * @param passwordHash SHA-256 of a user's password, 64 small hexadecimal digits
 */
export function renderUsersAcl(
  users: readonly RedisUser[],
  passwordHash: (user: string) => string,
): string {
  const lines = subjects(users).map((subject) => {
    const rules = aclRules(subject);
    return `user ${subject.name} on #${passwordHash(subject.name)} ${rules.join(" ")}`;
  });
  return ["user default off resetpass resetkeys resetchannels -@all", ...lines, ""].join("\n");
}

function subjects(users: readonly RedisUser[]): AclSubject[] {
  return [
    ...SYSTEM_USERS.map((user) => ({ ...user, readOnlyKeys: false })),
    ...users.map((user) => ({
      name: user.name,
      keys: user.keys,
      channels: user.channels,
      commands: user.commands,
      readOnlyKeys: user.role === "readOnly",
    })),
  ];
}

function aclRules(subject: AclSubject): string[] {
  const prefix = subject.readOnlyKeys ? "%R~" : "~";
  return [
    "resetkeys",
    ...subject.keys.map((pattern) => `${prefix}${pattern}`),
    "resetchannels",
    ...subject.channels.map((pattern) => `&${pattern}`),
    "-@all",
    ...subject.commands,
  ];
}
