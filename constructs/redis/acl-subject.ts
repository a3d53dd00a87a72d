import { type AclGrants, aclWords, completeGrants, type RedisSelectorGrants } from "./acl-grants";
import type { RedisRole } from "./role-rules";

/** Everything that an ACL line says but the name and the password. */
export interface AclSubject extends AclGrants {
  readonly selectors: readonly AclGrants[];
}

/** A user of an application, from its props or from a manifest. */
export interface GrantedUser extends RedisSelectorGrants {
  readonly role: RedisRole;
  readonly selectors?: readonly RedisSelectorGrants[];
}

/** What an application's user may do: the keys of a `readOnly` user are for reading. */
export function aclSubjectOf(user: GrantedUser): AclSubject {
  const grants = completeGrants(user);
  const selectors = (user.selectors ?? []).map(completeGrants);
  if (user.role !== "readOnly") return { ...grants, selectors };
  return { ...grants, keys: [], readKeys: grants.keys, selectors };
}

/** The words of an ACL line behind its password. */
export function aclRules(subject: AclSubject): string[] {
  const selectors = subject.selectors.map((selector) => `(${aclWords(selector).join(" ")})`);
  return [...aclWords(subject), ...selectors];
}
