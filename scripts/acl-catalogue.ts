// Writes constructs/redis/acl-catalogue.json from the installed redis-server.
// Usage: npx tsx scripts/acl-catalogue.ts
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import { until } from "../operate/host/until";
import { readCatalogue } from "../smoke/checks/redis/server-catalogue";

const START_MS = 5_000;

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "cachefort-catalogue-"));
  const path = join(directory, "socket");
  const options = ["--port", "0", "--unixsocket", path, "--dir", directory, "--save", ""];
  const server = spawn("redis-server", [...options, "--cluster-enabled", "yes"], {
    stdio: "ignore",
  });
  const ended = once(server, "exit");
  try {
    if (!(await until(START_MS, () => existsSync(path)))) throw new Error("no server");
    const redis = new Redis({ path, lazyConnect: true });
    await redis.connect();
    const { catalogue } = await readCatalogue((lines) =>
      Promise.all(lines.map(([command, ...args]) => redis.call(command, ...args))),
    );
    const commands = [...catalogue].sort(([a], [b]) => (a < b ? -1 : 1));
    const data = {
      engine: /v=(\S+)/.exec(
        execFileSync("redis-server", ["--version"], { encoding: "utf8" }),
      )?.[1],
      commands: Object.fromEntries(commands.map(([name, list]) => [name, list.join(" ")])),
    };
    writeFileSync(
      join(__dirname, "../constructs/redis/acl-catalogue.json"),
      `${JSON.stringify(data, null, 2)}\n`,
    );
    redis.disconnect();
  } finally {
    server.kill("SIGKILL");
    await ended;
    rmSync(directory, { recursive: true });
  }
}

void main();
