import { ValidationError } from "../core/errors";

/** The one realm of every ring. By default it is the host name, and logins end when that changes. */
export const SASL_REALM = "cachefort";

/** Name under which the SASL library looks for its configuration, and that `saslpasswd2 -a` takes. */
export const SASL_APPLICATION = "memcached";

/** Name of the configuration in the folder that the environment variable SASL_CONF_PATH names. */
export const SASL_CONFIGURATION_FILE = `${SASL_APPLICATION}.conf`;

/** What a client logs in with: `user@realm` (sasldb) or `user` (password database). */
export type LoginForm = "user@realm" | "user";

/** A user with its secret. */
export interface Credential {
  readonly user: string;
  readonly password: string;
}

/** The server compares a line in a buffer of 256 bytes and keeps 4 of them for itself. */
const MAX_CREDENTIAL_BYTES = 252;

/** The name that a user logs in with. */
export function loginOf(form: LoginForm, user: string, realm: string = SASL_REALM): string {
  return form === "user@realm" ? `${user}@${realm}` : user;
}

/**
 * Text of the SASL configuration of a server that reads users from sasldb.
 *
 * @param database absolute path of the database; the server's own uid must be able to read it
 * @throws ValidationError MEMCACHED_PATH_INVALID
 */
export function saslConfiguration(database: string): string {
  if (/[\r\n]/.test(database)) {
    throw new ValidationError("MEMCACHED_PATH_INVALID", {
      problem: "the path of the user database has a line break",
      received: database,
      allowed: "a path on one line",
      fix: "choose another folder for the environment",
    });
  }
  return `mech_list: plain\nsasldb_path: ${database}\n`;
}

/**
 * Text of the SASL configuration of a server that reads users from a password database.
 *
 * The library asks the machine's own sasldb for whoever the database refuses.
 *
 * @param nowhere absolute path at which no file is, in its place
 */
export function saslConfigurationForPasswordDatabase(nowhere: string): string {
  return saslConfiguration(nowhere);
}

/**
 * Text of the password database (environment variable MEMCACHED_SASL_PWDB) of builds that have one.
 * The server reads it again at each login.
 *
 * @throws ValidationError MEMCACHED_PASSWORD_INVALID; the message never shows the password
 */
export function passwordDatabase(credentials: readonly Credential[]): string {
  return credentials.map(passwordLine).join("");
}

function passwordLine({ user, password }: Credential): string {
  // The server compares the login with its realm; without one the library adds the host's name.
  const login = loginOf("user@realm", user);
  const bytes = Buffer.byteLength(login) + Buffer.byteLength(password);
  // The server takes what stands before a further colon for a whole password.
  if (password === "" || /[:\r\n\0]/.test(password) || bytes > MAX_CREDENTIAL_BYTES) {
    throw new ValidationError("MEMCACHED_PASSWORD_INVALID", {
      problem: `the password of user ${user} cannot stand in a password database`,
      allowed: `1 byte or more, at most ${MAX_CREDENTIAL_BYTES} together with the login, without colon and line break`,
      fix: "remove the password's file and deploy again: cachefort up makes a new one",
    });
  }
  return `${login}:${password}\n`;
}
