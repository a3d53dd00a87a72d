import { Command } from "commander";
import type { GateOrder } from "../constructs/docker/gate";
import { ValidationError } from "../constructs/core/errors";
import type { UsersOrder } from "../constructs/memcached/docker/ring-users";
import type { HostMemcachedOrder } from "../constructs/memcached/host/host-memcached";
import type { HostRedisOrder } from "../constructs/redis/host/host-redis-cluster";
import { NodeFolder } from "../operate/host/node-folder";
import { stopNode } from "../operate/host/node-stop";

/** Commands that Terraform and ECS call; not for people. */
export function internalCommand(): Command {
  const command = new Command("internal").description("commands that Terraform and ECS call");
  command
    .command("reconcile")
    .description("bring the servers of one cluster or ring to what CACHEFORT_ORDER says")
    .action(() => reconcile(JSON.parse(fromEnvironment("CACHEFORT_ORDER")) as Order));
  command
    .command("gate")
    .description("wait until what CACHEFORT_ORDER describes is usable as a whole")
    .action(async () => {
      const { passGate } = await import("../operate/gate");
      await passGate(JSON.parse(fromEnvironment("CACHEFORT_ORDER")) as GateOrder);
    });
  command
    .command("users")
    .description("write the users of the ring that CACHEFORT_ORDER describes")
    .action(async () => {
      const { layUsers } = await import("../operate/docker/lay-users");
      layUsers(JSON.parse(fromEnvironment("CACHEFORT_ORDER")) as UsersOrder);
    });
  command
    .command("smoke-task")
    .description("prove what CF_SMOKE_ORDER describes, as a task of ECS, and tell it in the log")
    .action(async () => {
      const { runSmokeTask } = await import("./smoke-task");
      const { CF_SMOKE_REPORTS: folder } = process.env;
      process.exitCode = await runSmokeTask(fromEnvironment("CF_SMOKE_ORDER"), folder);
    });
  command
    .command("stop-node")
    .description("stop the server in the folder CACHEFORT_NODE")
    .action(() => stopNode(new NodeFolder(fromEnvironment("CACHEFORT_NODE")), "quick"));
  return command;
}

type Order = HostRedisOrder | HostMemcachedOrder;

async function reconcile(order: Order): Promise<void> {
  const { name } = order.kind === "redis-cluster" ? order.spec : order.model;
  const log = (line: string): void => void process.stderr.write(`${name}: ${line}\n`);
  if (order.kind === "redis-cluster") {
    const { reconcileRedis } = await import("../operate/host/redis-reconcile");
    return reconcileRedis(order, log);
  }
  const { reconcileMemcached } = await import("../operate/host/memcached-reconcile");
  return reconcileMemcached(order, log);
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new ValidationError("INTERNAL_ARGUMENT_MISSING", {
    problem: `the environment variable ${name} is not set`,
    fix: "this command is called by Terraform: use cachefort up",
  });
}
