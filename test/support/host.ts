import { createHash } from "node:crypto";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { HostEnvironment } from "../../constructs/host/host-environment";
import { RedisEngine } from "../../constructs/redis/engine";

/** A machine that never changes, for tests that synthesize only. */
export function fixedHost(overrides: Partial<HostEnvironment> = {}): HostEnvironment {
  const digest = (...parts: string[]): string =>
    createHash("sha256").update(parts.join("/")).digest("hex");
  return {
    name: "test",
    paths: new EnvironmentPaths("/project", "test", false),
    secrets: {
      passwordHash: (owner, user) => digest("password", owner, user),
      commandNameDigest: (owner, command) => digest("command", owner, command),
      certificateDigest: (owner, node) => digest("certificate", owner, node),
    },
    redis: RedisEngine.redis("7.0.15", { patchedBy: "distribution" }),
    memcached: { version: "1.6.18", passwordDatabase: false },
    incident: () => "none",
    ...overrides,
  };
}
