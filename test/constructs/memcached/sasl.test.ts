import { createMemcachedModel } from "../../../constructs/memcached/model";
import {
  loginOf,
  passwordDatabase,
  saslConfiguration,
  saslConfigurationForPasswordDatabase,
} from "../../../constructs/memcached/sasl";

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("logins", () => {
  test("a sasldb login carries the one realm, a password database login none", () => {
    expect(loginOf("user@realm", "api")).toBe("api@cachefort");
    expect(loginOf("user", "api")).toBe("api");
  });

  test("the realm of a manifest counts", () => {
    expect(loginOf("user@realm", "api", "other")).toBe("api@other");
  });
});

describe("saslConfiguration", () => {
  test("PLAIN only, users from the database", () => {
    expect(saslConfiguration("/e/with blanks/sasldb2")).toBe(
      "mech_list: plain\nsasldb_path: /e/with blanks/sasldb2\n",
    );
    expect(saslConfigurationForPasswordDatabase("/e/nowhere")).toBe(
      "mech_list: plain\nsasldb_path: /e/nowhere\n",
    );
  });

  test.each(["\n", "\r"])("refuses a line break %j in the path", (lineBreak) => {
    expect(() => saslConfiguration(`/e${lineBreak}mech_list: anonymous`)).toThrow(
      "MEMCACHED_PATH_INVALID",
    );
  });
});

describe("passwordDatabase", () => {
  test("one line for each user", () => {
    const users = [
      { user: "api", password: "one" },
      { user: "worker", password: "two" },
    ];
    expect(passwordDatabase(users)).toBe("api@cachefort:one\nworker@cachefort:two\n");
  });

  test("takes 252 bytes of login and password together", () => {
    const password = "p".repeat(239);
    expect(passwordDatabase([{ user: "api", password }])).toBe(`api@cachefort:${password}\n`);
  });

  test("takes the longest user name of a ring with a password as the kit makes them", () => {
    const user = "u".repeat(128);
    const { users } = createMemcachedModel(
      "local",
      { name: "pages", users: [{ name: user }] },
      { build: { version: "1.6.45", passwordDatabase: true } },
    );
    // 32 bytes as hexadecimal digits.
    const password = "f".repeat(64);
    expect(passwordDatabase(users.map(({ name }) => ({ user: name, password })))).toBe(
      `${user}@cachefort:${password}\n`,
    );
  });

  test.each([
    ["nothing", ""],
    ["a colon: its part before it would do as a password", "sec:ret"],
    ["a line feed", "sec\nret"],
    ["a carriage return", "sec\rret"],
    ["a null byte", "sec\0ret"],
    ["a byte too many", "p".repeat(240)],
  ])("refuses %s, and does not show it", (_, password) => {
    const message = messageOf(() => passwordDatabase([{ user: "api", password }]));
    expect(message).toMatch(/^MEMCACHED_PASSWORD_INVALID: the password of user api cannot stand/);
    expect(message).not.toMatch(/sec|ret$|pp/);
  });
});
