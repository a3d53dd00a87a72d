import type { SnippetConnection, SnippetContainer } from "./connection";
import { nodeCommand } from "./node-program";
import { tokenFunction } from "./password";
import { shellWord } from "./quote";

/** The authority's certificate as a node's container sees it. */
const AUTHORITY_IN_CONTAINER = "/cachefort/conf/ca.crt";

/**
 * Opens a session that follows redirections; the password goes through the environment. It cannot
 * translate what nodes announce: where that is needed, it runs in a node's container.
 */
export function redisCliSnippet(connection: SnippetConnection): string {
  const { authorityFile, container, entrypoints, user } = connection;
  const password = `REDISCLI_AUTH="$(${passwordCommand(connection)})"`;
  const login = `--user ${shellWord(user)}`;
  if (container !== undefined) {
    return `${[password, ...commandIn(container), login].join(" ")}\n`;
  }
  const [first] = entrypoints;
  const words = [
    password,
    "redis-cli -c --tls",
    ...(authorityFile === undefined ? [] : [`--cacert ${shellWord(authorityFile)}`]),
    login,
    `-h ${first?.host} -p ${first?.port}`,
  ];
  return `${words.join(" ")}\n`;
}

/** The AWS CLI has no command for a token of ElastiCache (aws/aws-sdk#580). */
function passwordCommand({ login }: SnippetConnection): string {
  if ("passwordFile" in login) return `cat ${shellWord(login.passwordFile)}`;
  return nodeCommand([...tokenFunction(login.iam), "iamToken().then(console.log);"]);
}

function commandIn({ endpoint, engine, name }: SnippetContainer): string[] {
  return [
    // A terminal only where there is one: answers of a pipe are for programs.
    `docker exec --interactive $([ -t 0 ] && echo --tty) --env REDISCLI_AUTH ${shellWord(name)}`,
    `${engine}-cli -c --tls --cacert ${AUTHORITY_IN_CONTAINER}`,
    `-h ${endpoint.host} -p ${endpoint.port}`,
  ];
}
