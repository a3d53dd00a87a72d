import type { SnippetConnection } from "./connection";
import { shellWord } from "./quote";

/** Opens a session that follows redirections; the password goes through the environment. */
export function redisCliSnippet(connection: SnippetConnection): string {
  const [first] = connection.entrypoints;
  const words = [
    `REDISCLI_AUTH="$(cat ${shellWord(connection.passwordFile)})"`,
    "redis-cli -c --tls",
    ...(connection.authorityFile === undefined
      ? []
      : [`--cacert ${shellWord(connection.authorityFile)}`]),
    `--user ${shellWord(connection.user)}`,
    `-h ${first?.host} -p ${first?.port}`,
  ];
  return `${words.join(" ")}\n`;
}
