import type { Manifest } from "../../constructs/core/manifest";
import type { ClientPlace } from "../client-place";
import { describeConnection } from "../connection/describe";
import type { LoadedManifest } from "../manifest-file";
import { literal } from "./project-command";
import { nodeCommand } from "./node-program";

/** A key that a program may touch. */
interface Touched {
  readonly key: string;
  readonly mayWrite: boolean;
}

/** A name for a ring that knows no users; the client asks for one all the same. */
const ANYBODY = "anybody";

/**
 * A Node program with the kit's own clients, as a shell command for the folder of the project.
 *
 * @throws ValidationError as `describeConnection`
 */
export function cachefortSnippet(
  deployed: LoadedManifest<Manifest>,
  asked: string | undefined,
  from: ClientPlace,
  { key, mayWrite }: Touched,
): string {
  const { kind, manifest, user = ANYBODY } = describeConnection(deployed, asked, from);
  const isRing = kind === "memcached";
  const [load, connect, folder] = isRing
    ? ["loadMemcachedManifest", "connectMemcached", "memcached/connect"]
    : ["loadRedisManifest", "connectRedis", "redis/connect-redis"];
  const place = from === "machine" ? "" : `, { from: ${literal(from)} }`;
  const file = literal(manifest);
  const set = isRing ? 'KEY, "from cachefort", 60' : 'KEY, "from cachefort", "EX", 60';
  return nodeCommand(
    [
      "// In the folder of the project.",
      `const { ${load} } = require("./clients/manifest-file");`,
      `const { ${connect} } = require("./clients/${folder}");`,
      "(async () => {",
      `  const client = ${isRing ? "" : "await "}${connect}(${load}(${file}), ${literal(user)}${place});`,
      "  try {",
      ...(mayWrite ? [`    await client.set(${set});`] : []),
      "    console.log(await client.get(KEY));",
      "  } finally {",
      isRing ? "    await client.close();" : "    client.disconnect();",
      "  }",
      "})();",
    ].map((line) => line.replaceAll("KEY", () => literal(key))),
    "--import tsx",
  );
}
