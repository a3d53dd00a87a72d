import { docker } from "./engine";

/** A container of a task definition, as far as the kit describes one. */
export interface TaskContainer {
  readonly image: string;
  readonly user: string;
  readonly readonlyRootFilesystem: boolean;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly linuxParameters: {
    readonly capabilities: { readonly add: readonly string[]; readonly drop: readonly string[] };
    readonly tmpfs: readonly {
      readonly containerPath: string;
      readonly size: number;
      readonly mountOptions: readonly string[];
    }[];
  };
  readonly ulimits: readonly { name: string; softLimit: number; hardLimit: number }[];
  readonly stopTimeout: number;
  readonly healthCheck: {
    readonly command: readonly string[];
    readonly interval: number;
    readonly timeout: number;
    readonly retries: number;
    readonly startPeriod: number;
  };
}

/** What of a container this support does not translate, with the one value that changes nothing. */
const WITHOUT_EFFECT = {
  name: "memcached",
  essential: true,
  cpu: 0,
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
};
const TRANSLATED = [
  ...["image", "user", "readonlyRootFilesystem", "entryPoint", "command", "environment", "secrets"],
  ...["linuxParameters", "ulimits", "stopTimeout", "healthCheck"],
  // Ports need no word where every container has an address of its own; output goes to the engine's log.
  ...["portMappings", "logConfiguration"],
];

/** A node that a test runs as ECS would start it. */
export interface TaskOptions {
  /** Name of the container. */
  readonly name: string;
  /** Name in the network, as Cloud Map has it. */
  readonly host: string;
  readonly network: string;
  readonly memoryMib: number;
  readonly cpuUnits: number;
  /** Value of a secret by what `valueFrom` says. */
  readonly secretOf: (valueFrom: string) => string;
}

/** The one container of a task definition; what is not known here fails. */
export function taskContainer(definitions: string): TaskContainer {
  const [container, ...others] = JSON.parse(definitions) as Record<string, unknown>[];
  if (container === undefined || others.length > 0) throw new Error("expected one container");
  for (const [key, value] of Object.entries(container)) {
    const fixed = (WITHOUT_EFFECT as Record<string, unknown>)[key];
    if (TRANSLATED.includes(key) || JSON.stringify(fixed) === JSON.stringify(value)) continue;
    throw new Error(`containers of tasks with ${key} ${JSON.stringify(value)} are not translated`);
  }
  return container as unknown as TaskContainer;
}

/** Starts a container as Fargate does: with an address of its own, and nothing that its description lacks. */
export async function startTask(container: TaskContainer, options: TaskOptions): Promise<void> {
  const { healthCheck, linuxParameters } = container;
  const [entry = "", ...words] = container.entryPoint;
  const [kind, ...health] = healthCheck.command;
  if (kind !== "CMD") throw new Error("a health check of another kind than CMD is not translated");
  const values = [
    ...container.environment.map(({ name, value }) => [name, value] as const),
    ...container.secrets.map(({ name, valueFrom }) => [name, options.secretOf(valueFrom)] as const),
  ];
  await docker(
    ...["run", "--detach", "--name", options.name, "--hostname", options.name],
    ...["--network", options.network, "--network-alias", options.host],
    ...["--user", container.user, "--entrypoint", entry],
    ...(container.readonlyRootFilesystem ? ["--read-only"] : []),
    ...linuxParameters.capabilities.add.flatMap((each) => ["--cap-add", each]),
    ...linuxParameters.capabilities.drop.flatMap((each) => ["--cap-drop", each]),
    ...linuxParameters.tmpfs.flatMap(({ containerPath, mountOptions, size }) => [
      "--tmpfs",
      `${containerPath}:${[...mountOptions, `size=${size}m`].join(",")}`,
    ]),
    ...container.ulimits.flatMap(({ hardLimit, name, softLimit }) => [
      "--ulimit",
      `${name}=${softLimit}:${hardLimit}`,
    ]),
    ...["--memory", `${options.memoryMib}m`, "--memory-swap", `${options.memoryMib}m`],
    ...["--cpus", String(options.cpuUnits / 1024), "--stop-timeout", String(container.stopTimeout)],
    ...["--health-cmd", health.join(" "), "--health-interval", `${healthCheck.interval}s`],
    ...["--health-timeout", `${healthCheck.timeout}s`],
    ...["--health-retries", String(healthCheck.retries)],
    ...["--health-start-period", `${healthCheck.startPeriod}s`],
    ...values.flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...[container.image, ...words, ...container.command],
  );
}
