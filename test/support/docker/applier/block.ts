import type { Json, JsonObject } from "../../template";
import { evaluate, type Reference, referencesIn } from "./expression";
import { parseProvisioner, type Provisioner } from "./provisioner";
import { resourceType } from "./resource-types";
import type { ResourceType } from "./resource-type";
import { normalise } from "./schema";
import { type Attributes, isObject, UNKNOWN } from "./value";

/** One resource of the configuration. */
export interface Block {
  /** Such as `docker_container.sessions_0-0`. */
  readonly address: string;
  readonly type: ResourceType;
  /** The arguments as they were written, without those that every resource has. */
  readonly arguments: JsonObject;
  /** Addresses of the resources that it names, or depends on by `depends_on`. */
  readonly uses: readonly string[];
  readonly createBeforeDestroy: boolean;
  readonly provisioners: readonly Provisioner[];
  /** Value of each instance by its key; of a resource without `for_each` the one instance has none. */
  readonly forEach?: Readonly<Record<string, string>>;
}

/** One thing that a block stands for. */
export interface Instance {
  /** That of the block; with the key where there are several. */
  readonly address: string;
  readonly block: Block;
  readonly each?: { readonly key: string; readonly value: string };
}

/** @throws Error naming the resource type, or the attribute, that the applier does not know */
export function parseBlock(typeName: string, name: string, body: Json): Block {
  const address = `${typeName}.${name}`;
  if (!isObject(body)) throw new Error(`${address} takes a block`);
  const type = resourceType(typeName);
  const { "//": _, depends_on = [], lifecycle = {}, ...given } = body;
  const { provisioner = [], for_each, ...others } = given;
  // A container takes neither: `for_each` is then an attribute that it does not know.
  const rest = typeName === "terraform_data" ? others : given;
  const blocks = typeName === "terraform_data" ? provisioner : [];
  if (!Array.isArray(blocks)) throw new Error(`${address}.provisioner takes a list`);
  const provisioners = blocks.map((each, index) =>
    parseProvisioner(each, `${address}.provisioner[${index}]`),
  );
  const references = [
    ...referencesIn(rest, address),
    ...provisioners.flatMap((each) => referencesIn(each.arguments, each.where)),
  ];
  normalise(type.schema, evaluate(rest, address, () => UNKNOWN) as Attributes, address);
  const block: Block = {
    address,
    type,
    arguments: rest,
    uses: [...new Set([...dependsOn(depends_on, address), ...resourcesOf(references)])],
    createBeforeDestroy: createBeforeDestroy(lifecycle, address),
    provisioners,
  };
  if (for_each === undefined || typeName !== "terraform_data") return block;
  return { ...block, forEach: forEachOf(for_each, address) };
}

/** The things that a block stands for. */
export function instancesOf(block: Block): Instance[] {
  if (block.forEach === undefined) return [{ address: block.address, block }];
  return Object.entries(block.forEach).map(([key, value]) => ({
    address: `${block.address}[${JSON.stringify(key)}]`,
    block,
    each: { key, value },
  }));
}

/** Address of the block that an instance belongs to, which it may have outlived. */
export function blockAddress(address: string): string {
  return address.replace(/\[.*$/s, "");
}

/** Addresses of the resources that references go to. */
export function resourcesOf(references: readonly Reference[]): string[] {
  return references.map(({ root }) => root).filter((root) => root !== "each" && root !== "self");
}

function dependsOn(value: Json, address: string): string[] {
  if (!Array.isArray(value)) throw new Error(`${address}.depends_on takes a list`);
  return value.map((each) => {
    if (typeof each === "string" && /^\w+\.[\w-]+$/.test(each)) return each;
    throw new Error(`${address}.depends_on: ${JSON.stringify(each)} is no address of a resource`);
  });
}

function createBeforeDestroy(lifecycle: Json, address: string): boolean {
  const where = `${address}.lifecycle`;
  if (!isObject(lifecycle)) throw new Error(`${where} takes a block`);
  const known = { create_before_destroy: { shape: { kind: "boolean" as const } } };
  return normalise(known, lifecycle, where)["create_before_destroy"] === true;
}

function forEachOf(value: Json, address: string): Record<string, string> {
  const where = `${address}.for_each`;
  if (!isObject(value)) throw new Error(`${where} takes a map`);
  const map = normalise({ for_each: { shape: { kind: "map" } } }, { for_each: value }, address);
  if (referencesIn(value, where).length > 0) {
    throw new Error(`${where}: the applier takes keys and values that are known without an apply`);
  }
  return (map["for_each"] ?? {}) as Record<string, string>;
}
