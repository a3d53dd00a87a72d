import { aclRules, aclSubjectOf, type AclSubject } from "./acl-subject";
import { SYSTEM_USERS } from "./system-users";
import type { RedisUser } from "./user";

/** Names of every user that logs in with a password, the kit's own first. */
export function loginNames(users: readonly RedisUser[]): string[] {
  return [...SYSTEM_USERS, ...users].map(({ name }) => name);
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
  const line = (name: string, subject: AclSubject): string =>
    `user ${name} on #${passwordHash(name)} ${aclRules(subject).join(" ")}`;
  return [
    "user default off resetpass resetkeys resetchannels -@all",
    ...SYSTEM_USERS.map((user) => line(user.name, aclSubjectOf({ ...user, role: "custom" }))),
    ...users.map((user) => line(user.name, aclSubjectOf(user))),
    "",
  ].join("\n");
}
