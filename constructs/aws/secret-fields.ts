/** Fields of the JSON in a secret, as AWS's own rotation of secrets names them. */
export const SECRET_PASSWORD_KEY = "password";
export const SECRET_USER_KEY = "username";

/** Name of the variable that takes a password; in the environment `TF_VAR_` stands before it. */
export function passwordVariable(address: string): string {
  return `${address.replaceAll(/[^A-Za-z0-9_]/g, "_")}_password`;
}
