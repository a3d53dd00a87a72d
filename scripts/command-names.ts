/**
 * Prints the names of the commands that running servers know, as JSON.
 *
 * Remake the list, with a server of each engine's newest version that is at hand, on plain ports:
 *   redis-server --port 7901 --save '' ; valkey-server --port 7902 --save ''
 *   npx tsx scripts/command-names.ts 7901 7902 > constructs/redis/command-names.json
 *   npx prettier --write constructs/redis/command-names.json
 */
import Redis from "ioredis";

/** A command as `COMMAND INFO` shows it: its name, flags and, last, sub-commands of the same form. */
type CommandInfo = [name: string, arity: number, flags: string[], ...rest: unknown[]];

interface Names {
  /** The first version that has the commands; those of 7.0 and before count as 7.0. */
  since: string;
  /** What reaches replicas and the append-only file, as names parted by blanks. */
  written: string;
  /** Everything else. */
  other: string;
}

const OLDEST = "7.0";

/** What every engine has had since 7.0, then what each got later. */
interface Lists {
  base: Names | undefined;
  [engine: string]: Names | Names[] | undefined;
}

async function namesOf(port: number): Promise<[engine: string, names: Names[]]> {
  const redis = new Redis({ port });
  try {
    const engine = (await redis.info("server")).includes("valkey_version:") ? "valkey" : "redis";
    const infos = (await redis.call("COMMAND")) as CommandInfo[];
    // A module's command cannot be renamed: the configuration is read before modules are loaded.
    const own = infos.filter(([, , flags]) => !flags.includes("module"));
    const versions = new Map<string, CommandInfo[]>();
    for (const info of own) {
      const since = await sinceOf(redis, info[0]);
      versions.set(since, [...(versions.get(since) ?? []), info]);
    }
    return [engine, [...versions].sort(([a], [b]) => a.localeCompare(b)).map(toNames)];
  } finally {
    redis.disconnect();
  }
}

async function sinceOf(redis: Redis, command: string): Promise<string> {
  const [, fields = []] = (await redis.call("COMMAND", "DOCS", command)) as [string, unknown[]];
  const since = String(fields[fields.indexOf("since") + 1]);
  return since.localeCompare("7.1", "en", { numeric: true }) < 0 ? OLDEST : since;
}

function toNames([since, infos]: [string, CommandInfo[]]): Names {
  const join = (some: CommandInfo[]): string =>
    some
      .map(([name]) => name.toUpperCase())
      .sort()
      .join(" ");
  return {
    since,
    written: join(infos.filter(isWritten)),
    other: join(infos.filter((info) => !isWritten(info))),
  };
}

function isWritten([, , flags, ...rest]: CommandInfo): boolean {
  const subcommands = (rest.at(-1) ?? []) as CommandInfo[];
  return flags.includes("write") || flags.includes("may_replicate") || subcommands.some(isWritten);
}

async function main(): Promise<void> {
  const lists: Lists = { base: undefined };
  for (const port of process.argv.slice(2)) {
    const [engine, [base, ...later]] = await namesOf(Number(port));
    if (lists.base !== undefined && JSON.stringify(lists.base) !== JSON.stringify(base)) {
      throw new Error(`${engine} differs from the others in the commands of 7.0`);
    }
    lists.base = base;
    lists[engine] = later;
  }
  process.stdout.write(JSON.stringify(lists));
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  console.error(error);
});
