import type { SnippetConnection } from "./connection";
import {
  addressMapOption,
  fileExpression,
  indented,
  nodeCommand,
  readFileLine,
  useKey,
} from "./node-program";
import { passwordExpression, passwordLines } from "./password";

/** A Node program with node-redis, as a shell command. */
export function nodeRedisSnippet(connection: SnippetConnection): string {
  const { authorityFile, entrypoints, user } = connection;
  const roots = entrypoints.map(({ host, port }) => ({ url: `rediss://${host}:${port}` }));
  const authority = authorityFile === undefined ? "" : `, ca: ${fileExpression(authorityFile)}`;
  return nodeCommand([
    ...readFileLine(connection),
    'const { createCluster } = require("redis");',
    ...passwordLines(connection),
    "(async () => {",
    ...indented([
      "const cluster = createCluster({",
      `  rootNodes: ${JSON.stringify(roots)},`,
      ...addressMapOption("nodeAddressMap", connection),
      "  // What stands at a root node is not used for the nodes that are found through it.",
      "  defaults: {",
      `    username: ${JSON.stringify(user)},`,
      `    password: ${passwordExpression(connection)},`,
      `    socket: { tls: true${authority} },`,
      "  },",
      "});",
      "await cluster.connect();",
    ]),
    ...useKey(
      connection,
      'await cluster.set(KEY, "from node-redis", { EX: 60 });',
      "await cluster.get(KEY)",
    ),
    "  await cluster.close();",
    "})();",
  ]);
}
