import type { Instance } from "./block";
import type { Configuration } from "./configuration";
import { evaluate } from "./expression";
import { resourceType } from "./resource-types";
import { differenceOf, normalise } from "./schema";
import { instanceScope, stackScope } from "./scope";
import type { Selection } from "./selection";
import type { State, StoredInstance } from "./state";
import { type Attributes, UNKNOWN, type Value } from "./value";

/** What a run will do with one thing. */
export interface Change {
  readonly address: string;
  readonly action: "create" | "replace" | "update" | "delete";
  /** Of a replacement: whether the new thing is made before the old one ends. */
  readonly createBeforeDestroy: boolean;
  /** Attributes that differ; `tainted` where a making has failed. */
  readonly because: readonly string[];
}

/** A change with what is needed to make it. */
export interface PlannedChange extends Change {
  /** As it shall be; a thing that is only deleted has none. */
  readonly instance?: Instance;
  /** As it is; a thing that is only created has none. */
  readonly stored?: StoredInstance;
}

/**
 * Everything that differs between the configuration and the state, in the order of dependencies.
 *
 * @param state as the engine has just confirmed it
 */
export function planChanges(
  configuration: Configuration,
  state: State,
  selection: Selection,
): PlannedChange[] {
  const { graph, instances, blocks } = configuration;
  const planned = new Map<string, Attributes>();
  const scope = stackScope(blocks, (address) => planned.get(address));
  const changes: PlannedChange[] = [];
  const inOrder = graph.order.flatMap((address) =>
    [...instances.values()].filter(({ block }) => block.address === address),
  );
  for (const instance of inOrder) {
    const { address, block } = instance;
    const stored = state.get(address);
    if (!selection.takes(address)) {
      if (stored !== undefined) planned.set(address, stored.attributes);
      continue;
    }
    const attributes = attributesOf(instance, instanceScope(scope, instance));
    const cbd = graph.createsBeforeDestroy(block.address, (each) => selection.takesBlock(each));
    const change = changeOf(instance, stored, attributes, cbd);
    if (change !== undefined) changes.push(change);
    planned.set(
      address,
      stored === undefined || change?.action === "replace"
        ? withUnknown(instance, attributes)
        : { ...stored.attributes, ...attributes },
    );
  }
  return [...changes, ...deletions(state, selection, (address) => instances.has(address))];
}

/** Attributes of an instance as its type keeps them. */
export function attributesOf(
  { address, block }: Instance,
  scope: Parameters<typeof evaluate>[2],
): Attributes {
  const evaluated = evaluate(block.arguments, address, scope) as Attributes;
  return normalise(block.type.schema, evaluated, address);
}

/** The end of everything that the state holds. */
export function planDestruction(state: State): PlannedChange[] {
  return deletions(state, { takes: () => true }, () => false);
}

function changeOf(
  instance: Instance,
  stored: StoredInstance | undefined,
  attributes: Attributes,
  createBeforeDestroy: boolean,
): PlannedChange | undefined {
  const { address, block } = instance;
  const base = { address, createBeforeDestroy, instance };
  if (stored === undefined) return { ...base, action: "create", because: [] };
  const { schema } = block.type;
  const { replaces, updates } = differenceOf(schema, priorOf(stored), attributes);
  if (stored.tainted || replaces.length > 0) {
    const because = [...(stored.tainted ? ["tainted"] : []), ...replaces, ...updates];
    return { ...base, stored, action: "replace", because };
  }
  return updates.length === 0 ? undefined : { ...base, stored, action: "update", because: updates };
}

/** What the state says of the attributes that a configuration can give. */
function priorOf({ type, attributes, address }: StoredInstance): Attributes {
  const { schema } = resourceType(type);
  const given = Object.entries(attributes).filter(([name]) => Object.hasOwn(schema, name));
  return normalise(schema, Object.fromEntries(given), address);
}

/** Attributes of a thing that is to be made: what it tells of itself is not known yet. */
function withUnknown({ block }: Instance, attributes: Attributes): Attributes {
  const { schema, computed } = block.type;
  const filledIn = Object.keys(schema).filter((name) => schema[name]?.computed === true);
  const unknown = Object.fromEntries(
    [...computed, ...filledIn].map((name): [string, Value] => [name, UNKNOWN]),
  );
  return { ...unknown, ...attributes };
}

function deletions(
  state: State,
  selection: Pick<Selection, "takes">,
  isWanted: (address: string) => boolean,
): PlannedChange[] {
  const left = state.instances().filter(({ address }) => !isWanted(address));
  return [...left, ...state.deposed()]
    .filter(({ address }) => selection.takes(address))
    .map((stored) => ({
      address: stored.address,
      action: "delete",
      createBeforeDestroy: stored.createBeforeDestroy,
      because: [],
      stored,
    }));
}
