import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { loadManifest, loadRedisManifest, type LoadedManifest } from "../../clients/manifest-file";
import { readEnvironment } from "../../configs/read-environment";
import { redisPropsOf } from "../../configs/redis-props";
import type { HostEnvironmentInput } from "../../configs/schema";
import type { Manifest, RedisManifest } from "../../constructs/core/manifest";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { HostGuard } from "../../constructs/host/host-guard";
import { HostMemcached } from "../../constructs/memcached/host/host-memcached";
import { HostRedisCluster } from "../../constructs/redis/host/host-redis-cluster";
import { OPERATOR_USER } from "../../constructs/redis/system-users";
import { cdktfEnvironment } from "../../operate/cdktf";
import { removeNodes } from "../../operate/host/home-folder";
import { NodeFolder } from "../../operate/host/node-folder";
import { isRunning } from "../../operate/host/node-launch";
import { prepareHost } from "../../operate/host/prepare";
import { isAlive, type ProcessIdentity } from "../../operate/host/process-identity";
import { HostDriver } from "../../smoke/faults/host";
import { writePrivateFile } from "../../secrets/files";
import type { Redis } from "ioredis";
import { connectNamed } from "./connect-named";
import { endNode } from "./redis-node";

const run = promisify(execFile);

/** How an operation of Terraform ended, with everything it said. */
export interface TerraformResult {
  readonly code: number;
  readonly output: string;
}

/**
 * A project of a test's own, deployed by plain Terraform: its configuration changes from one deployment
 * to the next.
 */
export class HostProject {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "cachefort host-")));
  readonly paths: EnvironmentPaths;
  readonly driver: HostDriver;
  private readonly stack: string;

  /** @param name name of the environment */
  constructor(private readonly name = "test") {
    this.paths = new EnvironmentPaths(this.path, name, process.getuid?.() === 0);
    this.driver = new HostDriver(this.paths.manifests);
    this.stack = join(this.path, "cdktf.out", "stacks", name);
  }

  /**
   * Deploys a configuration.
   *
   * @param prefix of the ids of the constructs
   * @throws Error with Terraform's words
   */
  async deploy(config: Omit<HostEnvironmentInput, "target">, prefix = ""): Promise<string> {
    const { code, output } = await this.tryDeploy(config, prefix);
    if (code !== 0) throw new Error(`terraform apply ended with ${code}:\n${output}`);
    return output;
  }

  /** The same for a deployment that may fail. */
  async tryDeploy(
    config: Omit<HostEnvironmentInput, "target">,
    prefix = "",
  ): Promise<TerraformResult> {
    await this.synth(config, prefix);
    return this.terraform("apply", "-auto-approve", "-input=false");
  }

  /** What the next deployment of a configuration would do. */
  async plan(config: Omit<HostEnvironmentInput, "target">): Promise<string> {
    await this.synth(config);
    return (await this.terraform("plan", "-input=false")).output;
  }

  destroy(): Promise<TerraformResult> {
    return this.terraform("destroy", "-auto-approve", "-input=false");
  }

  /** Runs Terraform on what was synthesized last. */
  async terraform(...words: readonly string[]): Promise<TerraformResult> {
    const args = [`-chdir=${this.stack}`, ...words, "-no-color"];
    try {
      const { stdout, stderr } = await run("terraform", args, { env: this.environment });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: `${stdout}${stderr}` };
    }
  }

  /** Synthesizes a configuration, with the manifests that belong to it. */
  async synth(config: Omit<HostEnvironmentInput, "target">, prefix = ""): Promise<void> {
    const environment = readEnvironment(this.name, { target: "host", ...config });
    const host = await prepareHost(this.path, this.name, environment);
    const app = new App({ outdir: join(this.path, "cdktf.out") });
    const stack = new TerraformStack(app, this.name);
    const state = join(this.paths.state, "terraform.tfstate");
    const folder = resolve(app.outdir, "stacks", this.name);
    new LocalBackend(stack, { path: relative(folder, state) });
    HostGuard.of(stack);
    const clusters = [
      ...environment.redis.map(
        (props) =>
          new HostRedisCluster(stack, prefix + props.name, { ...redisPropsOf(props), host }),
      ),
      ...environment.memcached.map(
        (props) => new HostMemcached(stack, prefix + props.name, { ...props, host }),
      ),
    ];
    app.synth();
    for (const { manifest } of clusters) this.writeManifest(manifest);
    await this.terraform("init", "-input=false");
  }

  folder(name: string, id: string): NodeFolder {
    return new NodeFolder(join(this.paths.home(name), id));
  }

  ref(name: string, id: string): string {
    return this.folder(name, id).path;
  }

  redis(name: string): LoadedManifest<RedisManifest> {
    return loadRedisManifest(join(this.paths.manifests, `${name}.json`));
  }

  deployed(name: string): LoadedManifest {
    return loadManifest(join(this.paths.manifests, `${name}.json`));
  }

  /** A connection to one node of a cluster; the caller disconnects it. */
  connect(name: string, id: string, user = OPERATOR_USER): Promise<Redis> {
    return connectNamed(this.redis(name), id, user);
  }

  /** Server and runner of every node that has a folder, as they were recorded; they may be dead. */
  processes(name: string, ids: readonly string[]): ProcessIdentity[] {
    return ids
      .map((id) => this.folder(name, id))
      .flatMap((folder) => [folder.runnerProcess(), folder.server()])
      .filter((identity) => identity !== undefined);
  }

  /** Pid of each node's server by id; `undefined` for one that does not run. */
  pids(name: string, ids: readonly string[]): Record<string, number | undefined> {
    return Object.fromEntries(
      ids.map((id) => {
        const server = this.folder(name, id).server();
        return [id, server !== undefined && isAlive(server) ? server.pid : undefined];
      }),
    );
  }

  /** Stops every server and removes every file; whatever `destroy` has left behind is an error. */
  async close(): Promise<void> {
    const { code, output } = await this.destroy();
    const orphans = this.everyFolder().filter(isRunning);
    await Promise.all(orphans.map(endNode));
    removeNodes(this.paths.nodes);
    rmSync(this.path, { recursive: true, force: true });
    if (code !== 0) throw new Error(`terraform destroy ended with ${code}:\n${output}`);
    if (orphans.length > 0) {
      throw new Error(`orphans: ${orphans.map(({ path }) => path).join(", ")}`);
    }
  }

  private everyFolder(): NodeFolder[] {
    const subfolders = (parent: string): string[] =>
      existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : [];
    return subfolders(this.paths.nodes)
      .flatMap(subfolders)
      .filter((path) => statSync(path).isDirectory())
      .map((path) => new NodeFolder(path));
  }

  private get environment(): NodeJS.ProcessEnv {
    return cdktfEnvironment(this.name);
  }

  private writeManifest(manifest: Manifest): void {
    writePrivateFile(join(this.paths.manifests, `${manifest.name}.json`), JSON.stringify(manifest));
  }
}
