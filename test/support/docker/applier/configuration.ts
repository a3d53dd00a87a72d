import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../template";
import { type Block, type Instance, instancesOf, parseBlock, resourcesOf } from "./block";
import { referencesIn } from "./expression";
import { Graph } from "./graph";
import { normalise, type Schema } from "./schema";
import { isObject } from "./value";

/** What the applier knows of the provider: its address and its version are checked, not fetched. */
const PROVIDER = { source: "kreuzwerker/docker", version: "3.6.2" };

const BACKEND: Schema = {
  path: { shape: { kind: "string" } },
  workspace_dir: { shape: { kind: "string" } },
};
const OUTPUT: Schema = {
  value: { shape: { kind: "any" }, required: true },
  description: { shape: { kind: "string" } },
  sensitive: { shape: { kind: "boolean" } },
};

/** A synthesized stack, every part of which the applier knows. */
export interface Configuration {
  /** Where provisioners run. */
  readonly folder: string;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly graph: Graph;
  /** Values of the outputs by name, as they were written. */
  readonly outputs: Readonly<Record<string, Json>>;
  /** `unix://` address of the engine where the provider's block names one. */
  readonly host?: string;
}

/**
 * Reads `cdk.tf.json` in the folder of a stack.
 *
 * @throws Error on anything that the applier does not know, at any level, and on cycles
 */
export function readConfiguration(folder: string): Configuration {
  const file = join(folder, "cdk.tf.json");
  return parseConfiguration(folder, JSON.parse(readFileSync(file, "utf8")) as JsonObject);
}

/** The same, of what is already parsed. */
export function parseConfiguration(folder: string, parsed: JsonObject): Configuration {
  const { "//": _, terraform, provider, resource, output, ...others } = parsed;
  requireNone(others, "cdk.tf.json");
  checkTerraform(terraform ?? {});
  const host = providerHost(provider ?? {});
  const blocks = new Map<string, Block>();
  for (const [type, named] of entriesOf(resource ?? {}, "resource")) {
    for (const [name, body] of entriesOf(named, `resource.${type}`)) {
      const block = parseBlock(type, name, body);
      blocks.set(block.address, block);
    }
  }
  const instances = [...blocks.values()].flatMap(instancesOf);
  const configuration: Configuration = {
    folder,
    blocks,
    instances: new Map(instances.map((each) => [each.address, each])),
    graph: Graph.of(blocks),
    outputs: outputsOf(output ?? {}, blocks),
    ...(host === undefined ? {} : { host }),
  };
  return configuration;
}

function checkTerraform(terraform: Json): void {
  const { backend, required_providers: providers, ...others } = object(terraform, "terraform");
  requireNone(others, "terraform");
  for (const [name, body] of entriesOf(backend ?? {}, "terraform.backend")) {
    if (name !== "local") throw new Error(`the applier knows no backend "${name}"; it knows local`);
    normalise(BACKEND, object(body, "terraform.backend.local"), "terraform.backend.local");
  }
  for (const [name, body] of entriesOf(providers ?? {}, "terraform.required_providers")) {
    const { source, version } = object(body, `terraform.required_providers.${name}`);
    if (name === "docker" && source === PROVIDER.source && version === PROVIDER.version) continue;
    throw new Error(
      `the applier knows no provider ${JSON.stringify({ name, source, version })}; it knows ` +
        JSON.stringify({ name: "docker", ...PROVIDER }),
    );
  }
}

function providerHost(providers: Json): string | undefined {
  const { docker = [], ...others } = object(providers, "provider");
  requireNone(others, "provider");
  const blocks = Array.isArray(docker) ? docker : [docker];
  if (blocks.length > 1) throw new Error("the applier knows one provider.docker, without aliases");
  const body = object(blocks[0] ?? {}, "provider.docker");
  const { host } = normalise({ host: { shape: { kind: "string" } } }, body, "provider.docker");
  return host as string | undefined;
}

function outputsOf(outputs: Json, blocks: ReadonlyMap<string, Block>): Record<string, Json> {
  return Object.fromEntries(
    entriesOf(outputs, "output").map(([name, body]) => {
      const where = `output.${name}`;
      const written = object(body, where);
      normalise(OUTPUT, written, where);
      for (const used of resourcesOf(referencesIn(written, where))) {
        if (!blocks.has(used)) throw new Error(`${where} names ${used}, which is not there`);
      }
      return [name, written["value"] ?? null];
    }),
  );
}

function entriesOf(value: Json, where: string): [string, Json][] {
  return Object.entries(object(value, where));
}

function object(value: Json, where: string): JsonObject {
  if (!isObject(value)) throw new Error(`${where} takes a block`);
  return value;
}

function requireNone(others: JsonObject, where: string): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new Error(`the applier knows no "${name}" in ${where}`);
}
