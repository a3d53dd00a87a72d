import { Command, Option } from "commander";
import type { ClientPlace } from "../clients/client-place";
import type { LoadedManifest } from "../clients/manifest-file";
import {
  ioredisSnippet,
  nodeRedisSnippet,
  redisCliSnippet,
  redisPySnippet,
  snippetConnection,
  type SnippetConnection,
} from "../clients/snippets";
import { ValidationError } from "../constructs/core/errors";
import type { RedisManifest } from "../constructs/core/manifest";
import { applicationUsers } from "./application-users";
import { deployedManifests } from "./deployed";
import { defaultEnvironment } from "./project";

const SNIPPETS: Readonly<Record<string, (connection: SnippetConnection) => string>> = {
  "redis-cli": redisCliSnippet,
  ioredis: ioredisSnippet,
  "node-redis": nodeRedisSnippet,
  "redis-py": redisPySnippet,
};

interface ConnectOptions {
  readonly client: string;
  readonly name?: string;
  readonly user?: string;
  readonly from: ClientPlace;
}

/** `cachefort connect`: prints a command that connects when it is pasted into a shell. */
export function connectCommand(): Command {
  return new Command("connect")
    .description("print a shell command that connects to a Redis cluster")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .addOption(
      new Option("--client <name>", "client to connect with")
        .choices(Object.keys(SNIPPETS))
        .default("redis-cli"),
    )
    .option("--name <cluster>", "name of the cluster, when the environment has several")
    .option("--user <user>", "user to log in as (default: the first user of an application)")
    .addOption(
      new Option("--from <place>", "where the command will run: this machine, or a container")
        .choices(["machine", "network"])
        .default("machine"),
    )
    .addHelpText(
      "after",
      [
        "",
        "Examples:",
        "  cachefort connect",
        "  cachefort connect --client redis-py --user api",
        "  cachefort connect docker --client ioredis --from network",
        '  eval "$(cachefort connect ci --name sessions)"',
      ].join("\n"),
    )
    .action(connect);
}

function connect(environment: string, options: ConnectOptions): void {
  const deployed = chooseCluster(environment, options.name);
  const user = options.user ?? firstUser(deployed.manifest);
  const snippet = SNIPPETS[options.client] ?? redisCliSnippet;
  process.stdout.write(snippet(snippetConnection(deployed, user, options.from)));
}

function chooseCluster(
  environment: string,
  name: string | undefined,
): LoadedManifest<RedisManifest> {
  const clusters = deployedManifests(environment).filter(isRedis);
  const meant = clusters.filter(({ manifest }) => name === undefined || manifest.name === name);
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  throw new ValidationError("CONNECT_CLUSTER_UNCLEAR", {
    problem: `environment ${environment} has ${meant.length} Redis clusters that could be meant`,
    received: name,
    allowed: clusters.map(({ manifest }) => manifest.name).join(", "),
    fix: "name one of them with --name",
  });
}

function isRedis(deployed: LoadedManifest): deployed is LoadedManifest<RedisManifest> {
  return deployed.manifest.kind === "redis-cluster";
}

function firstUser(manifest: RedisManifest): string {
  const [user] = applicationUsers(manifest);
  if (user !== undefined) return user;
  throw new ValidationError("CONNECT_USER_UNKNOWN", {
    problem: `cluster ${manifest.name} has no user of an application`,
    allowed: manifest.users.map(({ name }) => name).join(", "),
    fix: "name one of the kit's users with --user, or add a user to the environment",
  });
}
