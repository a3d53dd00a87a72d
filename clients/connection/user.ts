import { ValidationError } from "../../constructs/core/errors";

/**
 * A user of a cluster or ring by its name.
 *
 * @throws ValidationError CONNECT_USER_UNKNOWN
 */
export function namedUser<U extends { readonly name: string }>(
  manifest: { readonly name: string; readonly users: readonly U[] },
  user: string,
): U {
  const found = manifest.users.find(({ name }) => name === user);
  if (found !== undefined) return found;
  throw new ValidationError("CONNECT_USER_UNKNOWN", {
    problem: `${manifest.name} has no such user`,
    received: user,
    allowed: manifest.users.map(({ name }) => name).join(", "),
    fix: "name one of the users",
  });
}
