// Runs a suite of the harness from within a network, and prints each result.
// Usage: suite-program.ts MANIFEST SECRETS SUITE; SECRETS is JSON, a text by the name of its secret
import { readFileSync } from "node:fs";
import { loadManifest, loadMemcachedManifest } from "../../../clients/manifest-file";
import { connectMemcached } from "../../../clients/memcached/connect";
import { withSecrets } from "../../../clients/secrets/managed-secrets";
import type { Suite } from "../../../smoke/check";
import { AwsDriver } from "../../../smoke/faults/aws";
import { failuresOf, suiteOn } from "../suite";

const KEYS = Array.from({ length: 60 }, (_, number) => `page:${number}`);

async function main(): Promise<void> {
  const [file = "", secretsFile = "", suite = ""] = process.argv.slice(2);
  const texts = JSON.parse(readFileSync(secretsFile, "utf8")) as Record<string, string>;
  const secretsManager = (name: string): Promise<string> => {
    const text = texts[name];
    return text === undefined
      ? Promise.reject(new Error(`no secret ${name}`))
      : Promise.resolve(text);
  };
  const deployed = await withSecrets(loadManifest(file), { secretsManager });
  // Nobody stands in for ECS here, which would start a task again.
  const report = await suiteOn([deployed], new AwsDriver(), suite as Suite, {
    areFaultsAllowed: false,
  });
  const client = connectMemcached(loadMemcachedManifest(file), "web", { secretsManager });
  const kept: string[] = [];
  const holders = new Set<string>();
  for (const key of KEYS) {
    if ((await client.get(key)) === key) kept.push(key);
    await client.set(key, key, 600);
    if ((await client.get(key)) === key) holders.add(client.ring.serverOf(key));
  }
  await client.close();
  const results = report.results.map(({ id, status }) => ({ id, status }));
  process.stdout.write(
    JSON.stringify({
      results,
      failures: failuresOf(report),
      kept: kept.length,
      holders: [...holders].sort(),
    }),
  );
}

void main();
