// The constructs in a stack of one's own. Usage: tsx examples/own-stack.ts, in any folder
import { join, relative, resolve } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { exitWith } from "../cli/exit";
import { readEnvironment } from "../configs/read-environment";
import { redisPropsOf } from "../configs/redis-props";
import type { RedisClusterConfig } from "../configs/schema";
import type { HostEnvironment } from "../constructs/host/host-environment";
import { HostRedisCluster } from "../constructs/redis/host/host-redis-cluster";
import { prepareHost } from "../operate/host/prepare";

// snippet:stack
const carts: RedisClusterConfig = {
  name: "carts",
  port: 7300,
  users: [{ name: "shop", role: "readWrite", keys: ["cart:*"] }],
};

export class ShopStack extends TerraformStack {
  constructor(app: App, id: string, host: HostEnvironment) {
    super(app, id);
    const folder = resolve(app.outdir, "stacks", id);
    const state = join(host.paths.state, "terraform.tfstate");
    new LocalBackend(this, { path: relative(folder, state) });
    const cluster = new HostRedisCluster(this, "carts", { ...redisPropsOf(carts), host });
    new TerraformOutput(this, "manifest", { value: JSON.stringify(cluster.manifest) });
  }
}

async function main(): Promise<void> {
  const shop = readEnvironment("shop", { target: "host", redis: [carts] });
  const host = await prepareHost(process.cwd(), "shop", shop);
  const app = new App();
  new ShopStack(app, "shop", host);
  app.synth();
}
// end

if (require.main === module) main().catch(exitWith);
