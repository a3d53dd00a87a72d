import { App } from "cdktf";
import { findEnvironment } from "./configs";
import { redisPropsOf } from "./configs/redis-props";
import { prepareHost } from "./operate/host/prepare";
import { exitWith } from "./cli/exit";
import { HostStack } from "./stacks/host-stack";

async function main(): Promise<void> {
  const name = process.env["CACHEFORT_ENV"] ?? "local";
  const environment = findEnvironment(name);
  const host = await prepareHost(__dirname, name, environment);
  const app = new App();
  new HostStack(app, `cachefort-${name}`, {
    host,
    redis: environment.redis.map(redisPropsOf),
    memcached: environment.memcached,
  });
  app.synth();
}

main().catch(exitWith);
