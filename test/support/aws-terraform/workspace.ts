import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { neededRelease, releasesFrom } from "../../../constructs/aws/provider-releases";
import { cdktfEnvironment } from "../../../operate/cdktf";
import { failuresByRun } from "./mocked-report";
import { mockedTest, type MockedRun } from "./mocked-run";
import { offlineOverrides } from "./offline-overrides";
import { PlannedConfiguration } from "./planned-configuration";
import type { StoredState } from "./stored-state";
import type { SynthesizedStack, Validation } from "./terraform-json";

const LOCK_FILE = ".terraform.lock.hcl";
const OVERRIDES = "offline_override.tf.json";

/**
 * Configurations of AWS under the real Terraform and provider, without an account or a network. The
 * provider is initialised once for all of them: that reads its 700 MB, which a plan does as well.
 */
export class AwsWorkspace {
  private readonly plugins = pluginFolder();
  private readonly folder = mkdtempSync(join(tmpdir(), "cachefort-aws-"));
  private readonly base = join(this.folder, "base");
  private plans = 0;

  constructor() {
    mkdirSync(this.base);
    const terraform = {
      required_providers: {
        aws: { source: "hashicorp/aws", version: releasesFrom(neededRelease()) },
      },
      backend: { local: {} },
    };
    writeFileSync(join(this.base, "main.tf.json"), JSON.stringify({ terraform }));
    this.terraform(this.base, ["init", `-plugin-dir=${this.plugins}`]);
  }

  /**
   * Synthesizes one stack as a deployment does.
   *
   * @param change makes of it what this provider can plan
   */
  add(
    name: string,
    make: (scope: Construct) => TerraformStack,
    change: (synthesized: SynthesizedStack) => void = () => undefined,
  ): AwsConfiguration {
    const app = new App({ outdir: join(this.folder, name) });
    const stack = make(app);
    app.synth();
    const folder = join(app.outdir, "stacks", stack.node.id);
    const file = join(folder, "cdk.tf.json");
    const text = readFileSync(file, "utf8");
    const planned = JSON.parse(text) as SynthesizedStack;
    change(planned);
    // On lines of its own, for an error shows the whole line.
    writeFileSync(file, JSON.stringify(planned, undefined, 1));
    writeFileSync(join(folder, OVERRIDES), JSON.stringify(offlineOverrides(text)));
    copyFileSync(join(this.base, LOCK_FILE), join(folder, LOCK_FILE));
    return {
      folder,
      text,
      synthesized: () => JSON.parse(readFileSync(file, "utf8")) as SynthesizedStack,
      validate: () => this.validate(folder),
      plan: (options) => this.plan(folder, options),
    };
  }

  /**
   * Plans stacks with a provider that is mocked, all in one run of Terraform.
   *
   * @returns messages of the assertions that failed, by the name of the stack
   */
  test(runs: readonly MockedRun[]): ReadonlyMap<string, readonly string[]> {
    const folder = join(this.folder, "mocked");
    mkdirSync(folder);
    for (const run of runs) {
      const { name, stack } = run;
      const { backend: _, ...terraform } = stack.terraform;
      const files: [string, object][] = [
        [join(name, "cdk.tf.json"), { ...stack, terraform }],
        // A file for each: with every assertion that fails, Terraform reads the whole file again.
        [`${name}.tftest.json`, mockedTest(run)],
      ];
      mkdirSync(join(folder, name));
      for (const [file, content] of files) {
        // On lines of its own, for an error shows the whole line.
        writeFileSync(join(folder, file), JSON.stringify(content, undefined, 1));
      }
    }
    for (const file of ["main.tf.json", LOCK_FILE]) {
      copyFileSync(join(this.base, file), join(folder, file));
    }
    const variables = { TF_DATA_DIR: join(folder, ".terraform") };
    this.terraform(folder, ["init", `-plugin-dir=${this.plugins}`], variables);
    const { stdout } = spawnSync("terraform", [`-chdir=${folder}`, "test", "-json"], {
      encoding: "utf8",
      env: { ...this.environment(), ...variables },
      maxBuffer: 2 ** 28,
    });
    return failuresByRun(stdout);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private validate(folder: string): Validation {
    const { stdout } = spawnSync("terraform", [`-chdir=${folder}`, "validate", "-json"], {
      encoding: "utf8",
      env: this.environment(),
    });
    return JSON.parse(stdout) as Validation;
  }

  private plan(folder: string, { state, variables = {} }: PlanOptions = {}): PlannedConfiguration {
    const saved = join(folder, `plan-${++this.plans}`);
    const stored = join(folder, "stored.tfstate");
    if (state !== undefined) writeFileSync(stored, JSON.stringify(state));
    const from = state === undefined ? [] : ["-refresh=false", `-state=${stored}`];
    // As a deployment does it: arguments are anybody's, and stand in errors.
    const values = Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const words = ["plan", "-json", "-input=false", "-lock=false", `-out=${saved}`, ...from];
    const { error, stdout } = spawnSync("terraform", [`-chdir=${folder}`, ...words], {
      encoding: "utf8",
      env: { ...this.environment(), ...Object.fromEntries(values) },
      maxBuffer: 2 ** 28,
    });
    if (error !== undefined) throw error;
    return new PlannedConfiguration({
      output: stdout,
      saved,
      show: () => this.terraform(folder, ["show", "-json", saved]),
    });
  }

  private terraform(
    folder: string,
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): string {
    return execFileSync("terraform", [`-chdir=${folder}`, ...args, "-no-color"], {
      encoding: "utf8",
      env: { ...this.environment(), ...variables },
      stdio: "pipe",
      maxBuffer: 2 ** 28,
    });
  }

  private environment(): NodeJS.ProcessEnv {
    const own = Object.entries(cdktfEnvironment("test")).filter(
      // Neither a developer's account nor a mirror of the machine has a part in it.
      ([name]) => !name.startsWith("AWS_") && name !== "TF_CLI_CONFIG_FILE",
    );
    return {
      ...Object.fromEntries(own),
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      // The provider's schemas leave much garbage: collected less often, a plan takes a fifth less.
      GOGC: "400",
      TF_DATA_DIR: join(this.base, ".terraform"),
    };
  }
}

/** A synthesized stack in its folder. */
export interface AwsConfiguration {
  readonly folder: string;
  /** Text of `cdk.tf.json`, without what the test overrides. */
  readonly text: string;
  /** What is planned; a copy for each caller. */
  synthesized(): SynthesizedStack;
  /** For what is not planned: a plan tells the same. */
  validate(): Validation;
  /** Plans from an empty state if none is given. */
  plan(options?: PlanOptions): PlannedConfiguration;
}

/** How a configuration is planned. */
export interface PlanOptions {
  /** What is there already. */
  readonly state?: StoredState;
  /** Values of variables by name. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The folder that providers of tests lie in. */
export function pluginFolder(): string {
  const folder = process.env["CACHEFORT_TF_PLUGINS"];
  if (folder !== undefined) return folder;
  throw new Error("CACHEFORT_TF_PLUGINS names no folder of provider packages");
}
