import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { withPython } from "../python";
import type { RoleClient, RoleLogin } from "./role-client";

/** A Python process that answers requests one after the other. */
export async function connectRedisPy(login: RoleLogin): Promise<RoleClient> {
  const child = spawn("python3", [join(__dirname, "redis_py.py")], {
    env: withPython(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify(login)}\n`);
  const ask = async (request: object): Promise<string> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const reply = JSON.parse(String((await lines.next()).value)) as Record<string, string>;
    if (reply["error"] !== undefined) throw new Error(reply["error"]);
    return reply["value"] ?? "";
  };
  return {
    call: (words, key) => ask({ words, keyed: key !== undefined }),
    transaction: (key, value) => ask({ key, value }),
    subscribe: async (channel) => {
      await ask({ channel });
      return () => ask({});
    },
    close: async () => {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}
