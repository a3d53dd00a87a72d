/** What a server says of one set of grants. */
export interface SeenGrants {
  /** Key patterns with their signs, such as `~a:*` and `%R~b:*`. */
  readonly keys: readonly string[];
  /** Channel patterns with their sign, such as `&a:*`. */
  readonly channels: readonly string[];
  /** Command rules in their order. */
  readonly commands: readonly string[];
}

/** What a server says of a user. */
export interface SeenUser extends SeenGrants {
  readonly flags: readonly string[];
  /** SHA-256 of each password. */
  readonly passwordHashes: readonly string[];
  readonly selectors: readonly SeenGrants[];
}

/** Reads the answer to `ACL GETUSER`, a list of names and values. */
export function readAclUser(answer: unknown): SeenUser {
  const fields = fieldsOf(answer);
  const selectors = (fields.get("selectors") ?? []) as unknown[];
  return {
    ...grantsOf(fields),
    flags: (fields.get("flags") ?? []) as string[],
    passwordHashes: (fields.get("passwords") ?? []) as string[],
    selectors: selectors.map((selector) => grantsOf(fieldsOf(selector))),
  };
}

function fieldsOf(answer: unknown): ReadonlyMap<string, unknown> {
  const list = answer as unknown[];
  const names = list.filter((_, index) => index % 2 === 0) as string[];
  return new Map(names.map((name, index) => [name, list[index * 2 + 1]]));
}

function grantsOf(fields: ReadonlyMap<string, unknown>): SeenGrants {
  const words = (field: string): string[] => {
    const text = (fields.get(field) ?? "") as string;
    return text === "" ? [] : text.split(" ");
  };
  return { keys: words("keys"), channels: words("channels"), commands: words("commands") };
}
