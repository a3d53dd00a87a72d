import { type Instance, blockAddress } from "./block";
import type { Configuration } from "./configuration";
import type { EngineApi } from "./engine-api";
import { attributesOf, type PlannedChange } from "./plan";
import { runProvisioner } from "./provisioner";
import { resourceType } from "./resource-types";
import { endScope, instanceScope, provisionerScope, stackScope } from "./scope";
import type { State, StoredInstance } from "./state";
import { type Step, stepsOf } from "./steps";
import { knownAttributes } from "./value";
import { type Task, walk } from "./walk";

/** What a run works on. */
export interface Run {
  readonly configuration: Configuration;
  readonly state: State;
  readonly engine: EngineApi;
  /** Told a line per step, and each line of a provisioner. */
  readonly report: (line: string) => void;
}

/**
 * Makes the changes of a plan.
 *
 * @throws Error with every failure; what had no part in one is done
 */
export async function applyChanges(changes: readonly PlannedChange[], run: Run): Promise<void> {
  const steps = stepsOf(changes, run.configuration.graph);
  const tasks = new Map<Step, Task & { after: Task[] }>();
  for (const step of steps) {
    tasks.set(step, { after: [], run: () => perform(step, run) });
  }
  for (const [step, task] of tasks) {
    for (const each of step.after) {
      const before = tasks.get(each);
      if (before !== undefined) task.after.push(before);
    }
  }
  const failures = await walk([...tasks.values()]);
  if (failures.length === 0) return;
  throw new Error(failures.map(({ message }) => message).join("\n"), { cause: failures[0] });
}

async function perform({ kind, change }: Step, run: Run): Promise<void> {
  const { address, action, instance, stored } = change;
  try {
    if (kind === "end") {
      if (stored !== undefined) await end(stored, run);
    } else if (instance !== undefined) {
      await (action === "update" ? update(change, instance, run) : make(change, instance, run));
    }
  } catch (error) {
    throw new Error(`${address}: ${(error as Error).message}`, { cause: error });
  }
}

async function make(change: PlannedChange, instance: Instance, run: Run): Promise<void> {
  const { state, configuration, engine, report } = run;
  const { address, block } = instance;
  const scope = scopeOf(instance, run);
  const attributes = knownAttributes(attributesOf(instance, scope), address);
  const old = state.get(address);
  const record = (told: StoredInstance["attributes"], tainted: boolean): StoredInstance => ({
    address,
    type: block.type.name,
    attributes: { ...attributes, ...told },
    dependencies: [...configuration.graph.dependenciesOf(block.address)],
    createBeforeDestroy: change.createBeforeDestroy,
    tainted,
  });
  report(`${address}: Creating...`);
  if (old !== undefined) state.depose(old);
  let told: StoredInstance["attributes"];
  try {
    told = await block.type.create(attributes, {
      engine,
      born: (id) => state.put(record({ id }, true)),
      gone: () => remove(state, address),
    });
  } catch (error) {
    if (old !== undefined && state.get(address) === undefined) state.restore(old);
    throw error;
  }
  const born = record(told, true);
  state.put(born);
  for (const provisioner of block.provisioners) {
    if (provisioner.when !== "create") continue;
    const inner = provisionerScope(scope, born.attributes);
    await runProvisioner(provisioner, configuration.folder, inner, (line) =>
      report(`${address} (local-exec): ${line}`),
    );
  }
  state.put(record(told, false));
  report(`${address}: Creation complete`);
}

async function update(change: PlannedChange, instance: Instance, run: Run): Promise<void> {
  const { stored, because } = change;
  if (stored === undefined) return;
  const { address, block } = instance;
  const wanted = knownAttributes(attributesOf(instance, scopeOf(instance, run)), address);
  const { schema } = block.type;
  // What a configuration does not give stays only where the provider fills it in.
  const kept = Object.entries(stored.attributes).filter(
    ([name]) => !Object.hasOwn(schema, name) || schema[name]?.computed === true,
  );
  const attributes = { ...Object.fromEntries(kept), ...wanted };
  run.report(`${address}: Modifying...`);
  await block.type.update(attributes, because, run);
  run.state.put({ ...stored, attributes });
  run.report(`${address}: Modifications complete`);
}

async function end(stored: StoredInstance, run: Run): Promise<void> {
  const { address, attributes, tainted } = stored;
  run.report(`${address}: Destroying...`);
  // Terraform runs nothing at the end of what is tainted, or has been replaced already.
  const isCurrent = run.state.get(address) === stored;
  const block = run.configuration.blocks.get(blockAddress(address));
  for (const provisioner of block?.provisioners ?? []) {
    if (provisioner.when !== "destroy" || tainted || !isCurrent) continue;
    await runProvisioner(provisioner, run.configuration.folder, endScope(attributes), (line) =>
      run.report(`${address} (local-exec): ${line}`),
    );
  }
  await resourceType(stored.type).destroy(attributes, run);
  run.state.remove(stored);
  run.report(`${address}: Destruction complete`);
}

function remove(state: State, address: string): void {
  const stored = state.get(address);
  if (stored !== undefined) state.remove(stored);
}

function scopeOf(instance: Instance, { configuration, state }: Run) {
  const stack = stackScope(configuration.blocks, (address) => state.get(address)?.attributes);
  return instanceScope(stack, instance);
}
