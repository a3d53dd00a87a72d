import { createHash } from "node:crypto";
import { basename, join, relative } from "node:path";

/** Parent of every environment that root deploys; servers under their own accounts can enter it. */
export const ROOT_HOME = "/var/lib/cachefort";

/** Where one environment keeps its files. */
export class EnvironmentPaths {
  /** Folder of the environment within the project, for its owner's eyes only. */
  readonly directory: string;
  readonly secrets: string;
  readonly manifests: string;
  readonly state: string;
  readonly logs: string;
  /** Folder of the synthesized stack: a synth of one environment empties those of the others. */
  readonly synthesized: string;
  /** What the last deployment put out. */
  readonly outputsFile: string;
  /** Parent of the nodes' folders. */
  readonly nodes: string;

  /**
   * @param project folder that holds `cdktf.json`, absolute
   * @param isRoot whether root deploys: the project may lie where the servers' own accounts cannot
   * enter, so the nodes then live outside of it
   */
  constructor(
    readonly project: string,
    readonly environment: string,
    isRoot: boolean,
  ) {
    this.directory = join(project, ".cachefort", environment);
    this.secrets = join(this.directory, "secrets");
    this.manifests = join(this.directory, "manifests");
    this.state = join(this.directory, "state");
    this.logs = join(this.directory, "logs");
    this.synthesized = join(this.directory, "cdktf.out");
    this.outputsFile = join(this.state, "outputs.json");
    this.nodes = isRoot
      ? join(ROOT_HOME, projectName(project), environment)
      : join(this.directory, "data");
  }

  /** Parent of the nodes of one cluster or ring. */
  home(name: string): string {
    return join(this.nodes, name);
  }

  /** A path as the manifests write it: relative while it lies in the environment's folder. */
  fromManifest(path: string): string {
    const way = relative(this.manifests, path);
    return way.startsWith("../../") ? path : way;
  }
}

function projectName(project: string): string {
  const digest = createHash("sha256").update(project).digest("hex").slice(0, 8);
  return `${basename(project)}-${digest}`;
}
