import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Redis } from "ioredis";
import {
  loadManifest,
  loadMemcachedManifest,
  loadRedisManifest,
  type LoadedManifest,
} from "../../clients/manifest-file";
import { readEnvironment } from "../../configs/read-environment";
import type { DockerEnvironmentInput } from "../../configs/schema";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { Manifest, MemcachedManifest, RedisManifest } from "../../constructs/core/manifest";
import { containerName } from "../../constructs/docker/node-conf";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { docker } from "../../operate/docker/engine";
import { deployContainers } from "../../operate/docker/roll";
import { removeNodes } from "../../operate/host/home-folder";
import { readManifests } from "../../operate/manifest-files";
import { writePrivateFile } from "../../secrets/files";
import { DockerDriver } from "../../smoke/faults/docker";
import { stackOf } from "../../stacks/stack-of";
import { connectNamed, type RedisProject } from "./connect-named";
import { StrictApplier, type ApplyResult, type Change } from "./docker/applier";
import type { JsonObject } from "./template";

/** An environment of containers of a test's own, deployed to the machine's engine by the strict applier. */
export class DockerProject implements RedisProject {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "cachefort docker-")));
  readonly paths: EnvironmentPaths;
  readonly driver = new DockerDriver();
  readonly applier: StrictApplier;
  private readonly folder: string;

  /** @param name name of the environment, which the engine's objects are named by */
  constructor(private readonly name: string) {
    this.paths = new EnvironmentPaths(this.path, name, process.getuid?.() === 0);
    this.folder = join(this.path, "cdktf.out", "stacks", `cachefort-${name}`);
    this.applier = new StrictApplier({
      folder: this.folder,
      stateFile: join(this.paths.state, "applied.json"),
    });
  }

  /** Deploys a configuration as `cdktf deploy` does, and writes its manifests. */
  async deploy(
    config: Omit<DockerEnvironmentInput, "target">,
    onProgress?: (line: string) => void,
  ): Promise<ApplyResult> {
    await this.synth(config);
    const result = await this.applier.apply(onProgress === undefined ? {} : { onProgress });
    this.writeManifests(result);
    return result;
  }

  /** Deploys a configuration as `cachefort up` does: changed nodes one at a time. Tells what it did. */
  async up(config: Omit<DockerEnvironmentInput, "target">): Promise<string[]> {
    const before = readManifests(this.paths.manifests);
    await this.synth(config);
    const told: string[] = [];
    await deployContainers({
      paths: this.paths,
      folder: this.folder,
      before: new Map(before.map((deployed) => [deployed.manifest.name, deployed])),
      applier: {
        apply: async (targets) => {
          const { changes } = await this.applier.apply(targets === undefined ? {} : { targets });
          told.push(...changes.map(({ action, address }) => `${action} ${address}`));
        },
      },
      log: (line) => told.push(line),
    });
    this.writeManifests(await this.applier.apply());
    return told;
  }

  /** Deploys a configuration after a change of what was synthesized from it. */
  async deployChanged(
    config: Omit<DockerEnvironmentInput, "target">,
    change: (stack: JsonObject) => void,
  ): Promise<void> {
    await this.synth(config);
    const stack = this.configuration();
    change(stack);
    writePrivateFile(join(this.folder, "cdk.tf.json"), JSON.stringify(stack));
    this.writeManifests(await this.applier.apply());
  }

  private writeManifests({ outputs }: ApplyResult): void {
    const manifests = outputs["manifests"] as unknown as Record<string, Manifest>;
    for (const [name, manifest] of Object.entries(manifests)) {
      writePrivateFile(join(this.paths.manifests, `${name}.json`), JSON.stringify(manifest));
    }
  }

  /** What the next deployment of a configuration would do. */
  async plan(config: Omit<DockerEnvironmentInput, "target">): Promise<Change[]> {
    await this.synth(config);
    return this.applier.plan();
  }

  async synth(config: Omit<DockerEnvironmentInput, "target">): Promise<void> {
    const environment = readEnvironment(this.name, { target: "docker", ...config });
    const app = new App({ outdir: join(this.path, "cdktf.out") });
    await stackOf(app, this.path, this.name, environment);
    app.synth();
  }

  deployed(name: string): LoadedManifest {
    return loadManifest(join(this.paths.manifests, `${name}.json`));
  }

  redis(name: string): LoadedManifest<RedisManifest> {
    return loadRedisManifest(join(this.paths.manifests, `${name}.json`));
  }

  memcached(name: string): LoadedManifest<MemcachedManifest> {
    return loadMemcachedManifest(join(this.paths.manifests, `${name}.json`));
  }

  /** The stack as it was synthesized last. */
  configuration(): JsonObject {
    return JSON.parse(readFileSync(join(this.folder, "cdk.tf.json"), "utf8")) as JsonObject;
  }

  /** A connection to one node of a cluster; the caller disconnects it. */
  connect(name: string, id: string, user = OPERATOR_USER): Promise<Redis> {
    return connectNamed(this.redis(name), id, user);
  }

  /** Name of a node's container. */
  container(name: string, id: string): string {
    return containerName(this.name, name, id);
  }

  /** Containers, volumes and networks of the environment that the engine holds. */
  async onEngine(): Promise<string[]> {
    const filter = ["--filter", `label=cachefort.environment=${this.name}`];
    const lists = await Promise.all([
      docker("container", "ls", "--all", ...filter, "--format", "container {{.Names}}"),
      docker("volume", "ls", ...filter, "--format", "volume {{.Name}}"),
      docker("network", "ls", ...filter, "--format", "network {{.Name}}"),
    ]);
    return lists.flatMap(({ stdout }) => stdout.split("\n").filter((line) => line !== ""));
  }

  /** Removes everything; whatever `destroy` has left behind is an error. */
  async close(): Promise<void> {
    const failure = await this.applier.destroy().then(
      () => undefined,
      (error: Error) => error,
    );
    const left = await this.onEngine();
    for (const line of left) {
      const [kind = "", object = ""] = line.split(" ");
      await docker(kind, "rm", ...(kind === "network" ? [] : ["--force"]), object);
    }
    removeNodes(this.paths.nodes);
    rmSync(this.path, { recursive: true, force: true });
    if (failure !== undefined) throw failure;
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
  }
}
