import { Command, Option } from "commander";
import type { ClientPlace } from "../clients/client-place";
import { connectionCompose, connectionEnv, describeConnection } from "../clients/connection";
import type { LoadedManifest } from "../clients/manifest-file";
import { CLUSTER_CLIENTS, RING_CLIENTS } from "../clients/snippets";
import { ValidationError } from "../constructs/core/errors";
import { chooseDeployed, chooseUser, CLIENT_NAMES, isCluster, isRing } from "./connect-choice";
import { deployedManifests } from "./deployed";
import { defaultEnvironment } from "./project";

const FORMATS = ["shell", "env", "json", "compose"] as const;

export interface ConnectOptions {
  readonly format: (typeof FORMATS)[number];
  readonly client?: string;
  readonly name?: string;
  readonly user?: string;
  readonly from: ClientPlace;
}

/** `cachefort connect`: prints how to reach what was deployed; secrets by reference, never by value. */
export function connectCommand(): Command {
  return new Command("connect")
    .description("print how to connect to a Redis cluster or a Memcached ring, without a secret")
    .argument("[environment]", "name of the environment", defaultEnvironment())
    .addOption(
      new Option("--format <format>", "a command for a shell, or the connection for a program")
        .choices(FORMATS)
        .default("shell"),
    )
    .addOption(
      new Option(
        "--client <name>",
        "client of a shell command (default: redis-cli, for a ring cachefort)",
      ).choices(CLIENT_NAMES),
    )
    .option("--name <name>", "name of the cluster or ring, when the environment has several")
    .option("--user <user>", "user to log in as (default: the first user of an application)")
    .addOption(
      new Option("--from <place>", "where the client will run: this machine, or a container")
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
        "  cachefort connect --name pages --client python-binary-memcached",
        "  cachefort connect docker --client go-redis --from network",
        '  eval "$(cachefort connect ci --name sessions)"',
        "  cachefort connect --format env > app.env && docker run --env-file app.env …",
        "  cachefort connect --format json | jq .entrypoints",
        "  cachefort connect docker --from network --format compose > compose.cache.yaml",
        "    && docker compose -f compose.yaml -f compose.cache.yaml up",
      ].join("\n"),
    )
    .action((environment: string, options: ConnectOptions) => {
      process.stdout.write(connectText(deployedManifests(environment), environment, options));
    });
}

/**
 * What `cachefort connect` prints.
 *
 * @throws ValidationError CONNECT_CLIENT_UNUSED, and as the format
 */
export function connectText(
  manifests: readonly LoadedManifest[],
  environment: string,
  options: ConnectOptions,
): string {
  const { client, format, from } = options;
  if (format !== "shell" && client !== undefined) throw clientUnused(format, client);
  const deployed = chooseDeployed(manifests, environment, options);
  const user = chooseUser(deployed.manifest, options.user);
  switch (format) {
    case "env":
      return connectionEnv(describeConnection(deployed, user, from));
    case "json":
      return `${JSON.stringify(describeConnection(deployed, user, from), null, 2)}\n`;
    case "compose":
      return connectionCompose(deployed, user, from);
    case "shell":
      return shellText(deployed, user, options);
  }
}

function shellText(
  deployed: LoadedManifest,
  user: string | undefined,
  { client, from }: ConnectOptions,
): string {
  if (isRing(deployed)) return snippetOf(RING_CLIENTS, client)(deployed, user, from);
  if (isCluster(deployed)) return snippetOf(CLUSTER_CLIENTS, client)(deployed, user ?? "", from);
  throw new Error(`${deployed.manifest.name} is neither a cluster nor a ring`);
}

function snippetOf<S>(clients: Readonly<Record<string, S>>, name: string | undefined): S {
  const [byDefault] = Object.values(clients);
  const snippet = name === undefined ? byDefault : clients[name];
  if (snippet === undefined) throw new Error(`no client has the name ${name}`);
  return snippet;
}

function clientUnused(format: string, client: string): ValidationError {
  return new ValidationError("CONNECT_CLIENT_UNUSED", {
    problem: `--format ${format} is the same for every client`,
    received: client,
    allowed: "--client with --format shell",
    fix: "leave out --client or --format",
  });
}
