// Writes the report of a real run on servers of the tests, from which the pictures of the pages are made.
// Usage: npm run sample-report [-- FILE]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedManifest } from "../clients/manifest-file";
import { memcachedChecks } from "../smoke/checks/memcached";
import { redisChecks } from "../smoke/checks/redis";
import { Reporters } from "../smoke/reporter";
import { JsonReporter } from "../smoke/reporters/json";
import { ProgressReporter } from "../smoke/reporters/progress";
import { runSuite } from "../smoke/runner";
import { startTestRing } from "../test/support/memcached-ring";
import { startTestCluster } from "../test/support/redis-server";

export const SAMPLE_REPORT = join(__dirname, "../test/fixtures/reports/standard.json");
const REDIS_PORT = 21690;
const MEMCACHED_PORT = 21696;
const SEED = 7;

async function main(): Promise<void> {
  const file = process.argv[2] ?? SAMPLE_REPORT;
  const cluster = await startTestCluster({ port: REDIS_PORT });
  const ring = await startTestRing({ port: MEMCACHED_PORT });
  try {
    const sessions = named(cluster.deployed, "sessions");
    const pages = named(ring.deployed, "pages");
    await runSuite({
      environment: "local",
      suite: "standard",
      deployed: [sessions, pages],
      checks: [...redisChecks, ...memcachedChecks],
      driverFor: (deployed) => (deployed === sessions ? cluster.driver : ring.driver),
      areFaultsAllowed: true,
      seed: SEED,
      signal: new AbortController().signal,
      reporters: new Reporters(
        [
          new ProgressReporter((text) => process.stderr.write(text)),
          new JsonReporter((text) => writeFileSync(file, text)),
        ],
        (line) => process.stderr.write(`${line}\n`),
      ),
    });
  } finally {
    await Promise.all([cluster.close(), ring.close()]);
  }
}

/** As `npm run up` names it. */
function named<M extends LoadedManifest>(deployed: M, name: string): M {
  return { ...deployed, manifest: { ...deployed.manifest, environment: "local", name } };
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
}
