import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadRedisManifest } from "../../../clients/manifest-file";
import { connectRedis } from "../../../clients/redis/connect-redis";
import { EnvironmentPaths } from "../../../constructs/core/environment-paths";
import { cdktfEnvironment } from "../../../operate/cdktf";
import { writePrivateFile } from "../../../secrets/files";
import { ROOT } from "../../support/cachefort";

const project = realpathSync(mkdtempSync(join(tmpdir(), "cachefort-shop-")));
const paths = new EnvironmentPaths(project, "shop", process.getuid?.() === 0);
const stack = join(project, "cdktf.out", "stacks", "shop");

function terraform(...words: string[]): string {
  return execFileSync("terraform", [`-chdir=${stack}`, ...words], {
    encoding: "utf8",
    env: cdktfEnvironment("shop"),
  });
}

beforeAll(() => {
  const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
  const env = { ...process.env, CDKTF_OUTDIR: join(project, "cdktf.out") };
  execFileSync(process.execPath, [tsx, join(ROOT, "examples/own-stack.ts")], { cwd: project, env });
  terraform("init", "-input=false", "-no-color");
  terraform("apply", "-auto-approve", "-input=false", "-no-color");
});

afterAll(() => {
  try {
    terraform("destroy", "-auto-approve", "-input=false", "-no-color");
  } finally {
    rmSync(project, { recursive: true, force: true });
    if (!paths.nodes.startsWith(project))
      rmSync(dirname(paths.nodes), { recursive: true, force: true });
  }
});

test("examples/own-stack.ts, which docs/own-stack.md shows, deploys a cluster by plain Terraform", async () => {
  const file = join(paths.manifests, "carts.json");
  writePrivateFile(file, terraform("output", "-raw", "manifest"));
  const redis = await connectRedis(loadRedisManifest(file), "shop");
  try {
    expect(await redis.set("cart:1", "apples")).toBe("OK");
    expect(await redis.get("cart:1")).toBe("apples");
    await expect(redis.get("session:1")).rejects.toThrow(/NOPERM/);
  } finally {
    redis.disconnect();
  }
});
