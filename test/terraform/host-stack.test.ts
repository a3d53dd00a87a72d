import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { findEnvironment } from "../../configs";
import { redisPropsOf } from "../../configs/redis-props";
import { cdktfEnvironment } from "../../operate/cdktf";
import { HostStack } from "../../stacks/host-stack";
import { fixedHost } from "../support/host";

const outdir = mkdtempSync(join(tmpdir(), "cachefort-validate-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

function terraform(folder: string, ...args: string[]): string {
  return execFileSync("terraform", [`-chdir=${folder}`, ...args, "-no-color"], {
    encoding: "utf8",
    env: cdktfEnvironment("test"),
  });
}

test.each(["local", "ci"])("Terraform takes the stack of environment %s", (name) => {
  const environment = findEnvironment(name);
  const app = new App({ outdir: join(outdir, name) });
  const stack = new HostStack(app, `cachefort-${name}`, {
    host: fixedHost({ name }),
    redis: environment.redis.map(redisPropsOf),
    memcached: environment.memcached,
  });
  app.synth();
  const folder = join(outdir, name, "stacks", stack.node.id);
  terraform(folder, "init", "-backend=false");
  expect(JSON.parse(terraform(folder, "validate", "-json"))).toMatchObject({
    valid: true,
    error_count: 0,
    warning_count: 0,
  });
});

test("a stack that Terraform refuses is told apart", () => {
  const app = new App({ outdir: join(outdir, "broken") });
  const stack = new HostStack(app, "cachefort-broken", {
    host: fixedHost(),
    redis: [{ name: "sessions" }],
  });
  stack.addOverride("resource.terraform_data.extra", { no_such_argument: 1 });
  app.synth();
  const folder = join(outdir, "broken", "stacks", stack.node.id);
  terraform(folder, "init", "-backend=false");
  expect(() => terraform(folder, "validate", "-json")).toThrow();
});
