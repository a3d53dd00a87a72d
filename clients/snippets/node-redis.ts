import type { SnippetConnection } from "./connection";
import { addressMapOption, fileExpression, nodeCommand, useKey } from "./node-program";

/** A Node program with node-redis, as a shell command. */
export function nodeRedisSnippet(connection: SnippetConnection): string {
  const { authorityFile, entrypoints, passwordFile, user } = connection;
  const roots = entrypoints.map(({ host, port }) => ({ url: `rediss://${host}:${port}` }));
  const authority = authorityFile === undefined ? "" : `, ca: ${fileExpression(authorityFile)}`;
  return nodeCommand([
    'const { readFileSync } = require("node:fs");',
    'const { createCluster } = require("redis");',
    "const cluster = createCluster({",
    `  rootNodes: ${JSON.stringify(roots)},`,
    ...addressMapOption("nodeAddressMap", connection),
    "  // What stands at a root node is not used for the nodes that are found through it.",
    "  defaults: {",
    `    username: ${JSON.stringify(user)},`,
    `    password: ${fileExpression(passwordFile)},`,
    `    socket: { tls: true${authority} },`,
    "  },",
    "});",
    "(async () => {",
    "  await cluster.connect();",
    ...useKey(
      connection,
      'await cluster.set(KEY, "from node-redis", { EX: 60 });',
      "await cluster.get(KEY)",
    ),
    "  await cluster.close();",
    "})();",
  ]);
}
