import { readIfPresent, writePrivateFile } from "../../../../secrets/files";
import type { Json, JsonObject } from "../../template";

/** One thing that exists, as far as the applier knows. */
export interface StoredInstance {
  readonly address: string;
  readonly type: string;
  /** What it was made with, and what it told of itself; `id` among it. */
  readonly attributes: JsonObject;
  /** Addresses of the resources it was made after. */
  readonly dependencies: readonly string[];
  /** Whether its end comes after the making of what replaces it. */
  readonly createBeforeDestroy: boolean;
  /** Its making failed: it is replaced, and its destroy-time provisioners do not run. */
  readonly tainted: boolean;
}

interface StateText {
  readonly version: 1;
  readonly instances: readonly StoredInstance[];
  readonly deposed: readonly StoredInstance[];
  readonly outputs: Readonly<Record<string, Json>>;
}

/** The state file; each change is on disk before the next step begins. */
export class State {
  private readonly current = new Map<string, StoredInstance>();
  private old: StoredInstance[] = [];
  private values: Readonly<Record<string, Json>> = {};

  private constructor(private readonly file: string) {}

  /** @throws Error for a file that the applier did not write */
  static load(file: string): State {
    const state = new State(file);
    const text = readIfPresent(file);
    if (text === undefined) return state;
    const { version, instances, deposed, outputs } = JSON.parse(text) as StateText;
    if (Number(version) !== 1) throw new Error(`${file} is no state of the applier`);
    for (const each of instances) state.current.set(each.address, each);
    state.old = [...deposed];
    state.values = outputs;
    return state;
  }

  get(address: string): StoredInstance | undefined {
    return this.current.get(address);
  }

  instances(): StoredInstance[] {
    return [...this.current.values()];
  }

  /** Things whose replacement exists already; they are to be destroyed. */
  deposed(): StoredInstance[] {
    return [...this.old];
  }

  outputs(): Record<string, Json> {
    return { ...this.values };
  }

  put(instance: StoredInstance): void {
    this.current.set(instance.address, instance);
    this.save();
  }

  remove(instance: StoredInstance): void {
    if (this.current.get(instance.address) === instance) this.current.delete(instance.address);
    this.old = this.old.filter((each) => each !== instance);
    this.save();
  }

  /** Makes room for the replacement of a thing that is not yet destroyed. */
  depose(instance: StoredInstance): void {
    this.current.delete(instance.address);
    this.old.push(instance);
    this.save();
  }

  /** Takes a deposed thing back, whose replacement was never made. */
  restore(instance: StoredInstance): void {
    this.old = this.old.filter((each) => each !== instance);
    this.put(instance);
  }

  setOutputs(outputs: Readonly<Record<string, Json>>): void {
    this.values = outputs;
    this.save();
  }

  private save(): void {
    const text: StateText = {
      version: 1,
      instances: this.instances(),
      deposed: this.old,
      outputs: this.values,
    };
    writePrivateFile(this.file, `${JSON.stringify(text, undefined, 2)}\n`);
  }
}
