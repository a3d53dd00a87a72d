import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { RoleClient, RoleLogin } from "./role-client";

const run = promisify(execFile);

/** One process for each call; `redis-cli` verifies the chain only, not the name. */
export async function connectRedisCli(login: RoleLogin): Promise<RoleClient> {
  const { host, port, user, password, authorityFile } = login;
  const address = ["-h", host, "-p", String(port), "--tls", "--cacert", authorityFile];
  const options = ["-c", "-e", ...address, "--user", user];
  const env = { ...process.env, REDISCLI_AUTH: password };
  const subscribers: ChildProcess[] = [];
  return {
    call: async (words) => (await run("redis-cli", [...options, ...words], { env })).stdout.trim(),
    transaction: async (key, value) => {
      // The first GET leads to the node that holds the key.
      const lines = [`GET ${key}`, "MULTI", `SET ${key} ${value}`, `GET ${key}`, "EXEC", ""];
      const child = run("redis-cli", options, { env });
      child.child.stdin?.end(lines.join("\n"));
      return (await child).stdout.trim().split("\n").at(-1) ?? "";
    },
    subscribe: async (channel) => {
      const child = spawn("redis-cli", [...options, "SUBSCRIBE", channel], { env });
      subscribers.push(child);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async (): Promise<string> => String((await lines.next()).value);
      // `subscribe`, the channel, and the number of subscriptions.
      const first = await next();
      if (first !== "subscribe") throw new Error(first);
      await next();
      await next();
      return async () => {
        await next();
        await next();
        return next();
      };
    },
    close: async () => {
      const ended = subscribers.map((child) => once(child, "exit"));
      for (const child of subscribers) child.kill();
      await Promise.all(ended);
    },
  };
}
