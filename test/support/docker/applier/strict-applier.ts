import { withLock } from "../../../../operate/host/lock";
import type { Json } from "../../template";
import { applyChanges, type Run } from "./apply";
import { resourcesOf } from "./block";
import { type Configuration, readConfiguration } from "./configuration";
import { EngineApi, socketOf } from "./engine-api";
import { evaluate, referencesIn } from "./expression";
import { type Change, planChanges, planDestruction, type PlannedChange } from "./plan";
import { refresh } from "./refresh";
import { stackScope } from "./scope";
import { EVERYTHING, type Selection, selectionOf } from "./selection";
import { State } from "./state";
import { isKnown } from "./value";

export interface StrictApplierProps {
  /** Folder of the synthesized stack, with its `cdk.tf.json`. */
  readonly folder: string;
  /** JSON file of what exists, 0600; it holds what the attributes hold. */
  readonly stateFile: string;
  /** Path of the engine's socket. @default - that of the provider's block, DOCKER_HOST, or Docker's own */
  readonly socket?: string;
}

export interface PlanOptions {
  /** Addresses of resources or instances; what they depend on comes along. @default - everything */
  readonly targets?: readonly string[];
  /** Told a line per step, and each line of a provisioner. @default - nobody is told */
  readonly onProgress?: (line: string) => void;
}

export interface ApplyResult {
  readonly changes: readonly Change[];
  /** Values of the outputs; of those that the targets leave out, the values of before. */
  readonly outputs: Readonly<Record<string, Json>>;
}

/**
 * Applies a synthesized stack of the docker target to a real engine, in place of Terraform with the
 * provider kreuzwerker/docker 3.6.2, and refuses whatever it does not know.
 *
 * Each call locks the state; another one at the same time fails (HOST_LOCKED).
 */
export class StrictApplier {
  constructor(private readonly props: StrictApplierProps) {}

  /** What an apply would do; nothing is an empty list. As with the provider, a look may remove: see `read`. */
  plan(options: PlanOptions = {}): Promise<Change[]> {
    return this.locked(options, async (run) => {
      const selection = selectionFor(options, run);
      return (await planned(run, selection)).map(summary);
    });
  }

  /** @throws Error on what it does not know, before anything is changed; on what failed, after all else */
  apply(options: PlanOptions = {}): Promise<ApplyResult> {
    return this.locked(options, async (run) => {
      const selection = selectionFor(options, run);
      const changes = await planned(run, selection);
      await applyChanges(changes, run);
      run.state.setOutputs({ ...run.state.outputs(), ...outputsOf(run, selection) });
      return { changes: changes.map(summary), outputs: run.state.outputs() };
    });
  }

  /** Ends everything that the state holds, and only that. */
  destroy(options: Pick<PlanOptions, "onProgress"> = {}): Promise<void> {
    return this.locked(options, async (run) => {
      await refresh(run.state, EVERYTHING, run.engine, run.report);
      await applyChanges(planDestruction(run.state), run);
      run.state.setOutputs({});
    });
  }

  private locked<T>(
    { onProgress }: Pick<PlanOptions, "onProgress">,
    action: (run: Run) => Promise<T>,
  ): Promise<T> {
    const { folder, stateFile } = this.props;
    return withLock(`${stateFile}.lock`, 0, () => {
      const configuration = readConfiguration(folder);
      return action({
        configuration,
        state: State.load(stateFile),
        engine: this.engine(configuration),
        report: (line) => onProgress?.(line),
      });
    });
  }

  private engine({ host }: Configuration): EngineApi {
    const { socket } = this.props;
    return new EngineApi(socket ?? (host === undefined ? undefined : socketOf(host)));
  }
}

function selectionFor({ targets }: PlanOptions, { configuration, state }: Run): Selection {
  return targets === undefined ? EVERYTHING : selectionOf(targets, configuration, state);
}

async function planned(run: Run, selection: Selection): Promise<PlannedChange[]> {
  await refresh(run.state, selection, run.engine, run.report);
  return planChanges(run.configuration, run.state, selection);
}

function summary({ address, action, createBeforeDestroy, because }: PlannedChange): Change {
  return { address, action, createBeforeDestroy, because };
}

function outputsOf({ configuration, state }: Run, selection: Selection): Record<string, Json> {
  const scope = stackScope(configuration.blocks, (address) => state.get(address)?.attributes);
  const values: Record<string, Json> = {};
  for (const [name, written] of Object.entries(configuration.outputs)) {
    const where = `output.${name}`;
    const used = resourcesOf(referencesIn(written, where));
    if (!used.every((address) => selection.takesBlock(address))) continue;
    const value = evaluate(written, where, scope);
    if (isKnown(value)) values[name] = value;
  }
  return values;
}
