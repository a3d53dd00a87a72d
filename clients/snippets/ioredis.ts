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

/** A Node program with ioredis, as a shell command. */
export function ioredisSnippet(connection: SnippetConnection): string {
  const { authorityFile, entrypoints, user } = connection;
  const authority = authorityFile === undefined ? "" : ` ca: ${fileExpression(authorityFile)} `;
  return nodeCommand([
    ...readFileLine(connection),
    'const { Cluster } = require("ioredis");',
    ...passwordLines(connection),
    "(async () => {",
    ...indented([
      `const cluster = new Cluster(${JSON.stringify(entrypoints)}, {`,
      "  // Longer than a failover takes; with its defaults ioredis gives up after 1.6 s.",
      "  maxRedirections: 32,",
      "  retryDelayOnClusterDown: 500,",
      "  retryDelayOnFailover: 500,",
      ...addressMapOption("natMap", connection),
      ...keepNames(connection),
      "  redisOptions: {",
      `    username: ${JSON.stringify(user)},`,
      `    password: ${passwordExpression(connection)},`,
      `    tls: {${authority}},`,
      "    // The check asks for INFO, which an application's user may not.",
      "    enableReadyCheck: false,",
      "  },",
      "});",
      'cluster.on("node error", (error, node) => console.error(node, String(error)));',
      'cluster.on("error", () => process.exit(1));',
    ]),
    ...useKey(
      connection,
      'await cluster.set(KEY, "from ioredis", "EX", 60);',
      "await cluster.get(KEY)",
    ),
    "  await cluster.quit();",
    "})();",
  ]);
}

/** On AWS certificates hold names only; ioredis would dial the address of an entrypoint. */
function keepNames({ login }: SnippetConnection): string[] {
  if (!("iam" in login)) return [];
  return [
    "  // A certificate has names only.",
    "  dnsLookup: (name, callback) => callback(null, name),",
  ];
}
