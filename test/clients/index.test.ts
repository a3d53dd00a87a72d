import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as clients from "../../clients";
import { ROOT } from "../support/cachefort";

/** What the index may load besides the kit: dependencies that every installation has. */
const LOADED = /^(ioredis|@ioredis\/commands|zod|@peculiar\/x509)$/;
const OPTIONAL = [
  "cdktf",
  "@cdktf",
  "@aws-sdk",
  "@opentelemetry/api",
  "redis",
  "@valkey/valkey-glide",
];

/** Packages that are loaded when the module is. */
function packagesOf(module: string): string[] {
  const program = `
    require(${JSON.stringify(join(ROOT, module))});
    const names = Object.keys(require.cache).map((file) =>
      /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules\\/)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names)].filter((name) => name !== undefined)));`;
  const options = { cwd: ROOT, encoding: "utf8" } as const;
  const out = execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], options);
  return JSON.parse(out) as string[];
}

test("what applications use is there by one import", () => {
  expect(Object.keys(clients).sort()).toMatchInlineSnapshot(`
    [
      "CacheAside",
      "CacheBatchError",
      "CacheTags",
      "CachefortError",
      "DeadLetters",
      "KeySpace",
      "MemcachedBatchError",
      "MonitoredCache",
      "OperationError",
      "TaggedCache",
      "UnavailableError",
      "ValidationError",
      "WriteBehind",
      "WriteBehindQueue",
      "WriteBehindWorker",
      "WriteThrough",
      "awsSecretsReader",
      "cacheMetrics",
      "connectGlide",
      "connectMemcached",
      "connectNodeRedis",
      "connectRedis",
      "deleteMatching",
      "describeConnection",
      "loadManifest",
      "loadMemcachedManifest",
      "loadRedisManifest",
      "memcachedCache",
      "redisCache",
      "redisCredentials",
      "redisLogin",
      "withSecrets",
    ]
  `);
});

test("it loads no package that only some applications have", () => {
  const packages = packagesOf("clients/index.ts");
  expect(packages.some((name) => LOADED.test(name))).toBe(true);
  const isOptional = (name: string): boolean =>
    OPTIONAL.some((one) => name === one || name.startsWith(`${one}/`));
  expect(packages.filter(isOptional)).toEqual([]);
});

test("a module that needs an optional package would be seen", () => {
  expect(packagesOf("clients/cache/monitored/open-telemetry.ts")).toContain("@opentelemetry/api");
});
