import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AwsEnvironmentConfig } from "../../configs/schema";
import { kitRoot } from "../../constructs/terraform/kit-root";

/** What a deployment, a login with IAM and `cachefort doctor` load. */
const ALWAYS = ["@cdktf/provider-aws", "@smithy/signature-v4", "@aws-sdk/credential-provider-node"];

/** Packages beside the kit that an environment, its clients and its harness need. */
export function packagesOf({ memcached, redis }: AwsEnvironmentConfig): string[] {
  const hasPasswords =
    memcached.length > 0 ||
    redis.some(({ authentication = {} }) =>
      Object.values(authentication).some(({ type }) => type === "password"),
    );
  return hasPasswords ? [...ALWAYS, "@aws-sdk/client-secrets-manager"] : [...ALWAYS];
}

/** Release of a package as a module of the project would find it; `undefined` where there is none. */
export function installedVersion(name: string, project: string): string | undefined {
  try {
    const file = require.resolve(`${name}/package.json`, { paths: [project] });
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Releases of a peer that the kit works with, with a caret. */
export function peerRange(name: string): string {
  const kit = JSON.parse(readFileSync(join(kitRoot(), "package.json"), "utf8")) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const range = kit.peerDependencies[name];
  if (range === undefined) throw new Error(`${name} is no peer of the kit`);
  return range;
}
