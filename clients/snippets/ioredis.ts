import type { SnippetConnection } from "./connection";
import { addressMapOption, fileExpression, nodeCommand, useKey } from "./node-program";

/** A Node program with ioredis, as a shell command. */
export function ioredisSnippet(connection: SnippetConnection): string {
  const { authorityFile, entrypoints, passwordFile, user } = connection;
  const authority = authorityFile === undefined ? "" : ` ca: ${fileExpression(authorityFile)} `;
  return nodeCommand([
    'const { readFileSync } = require("node:fs");',
    'const { Cluster } = require("ioredis");',
    `const cluster = new Cluster(${JSON.stringify(entrypoints)}, {`,
    "  // Longer than a failover takes; with its defaults ioredis gives up after 1.6 s.",
    "  maxRedirections: 32,",
    "  retryDelayOnClusterDown: 500,",
    "  retryDelayOnFailover: 500,",
    ...addressMapOption("natMap", connection),
    "  redisOptions: {",
    `    username: ${JSON.stringify(user)},`,
    `    password: ${fileExpression(passwordFile)},`,
    `    tls: {${authority}},`,
    "    // The check asks for INFO, which an application's user may not.",
    "    enableReadyCheck: false,",
    "  },",
    "});",
    'cluster.on("node error", (error, node) => console.error(node, error));',
    'cluster.on("error", () => process.exit(1));',
    "(async () => {",
    ...useKey(
      connection,
      'await cluster.set(KEY, "from ioredis", "EX", 60);',
      "await cluster.get(KEY)",
    ),
    "  await cluster.quit();",
    "})();",
  ]);
}
