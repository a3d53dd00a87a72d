import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { OperationError } from "../../constructs/core/errors";
import type { Manifest } from "../../constructs/core/manifest";
import { readManifest } from "../../constructs/core/manifest-reader";
import type { NetworkShape } from "./network";

/** A container as the stack wants it. */
export interface WantedContainer {
  /** Terraform address. */
  readonly address: string;
  readonly name: string;
  readonly digest: string;
  /** Ports of the machine that it takes. */
  readonly ports: readonly number[];
}

/** What is read of a synthesized stack. */
export interface SynthesizedStack {
  /** By the container's name. */
  readonly containers: ReadonlyMap<string, WantedContainer>;
  readonly manifests: readonly Manifest[];
  /** The environment's network. */
  readonly network: NetworkShape;
  /** Names of the images. */
  readonly images: readonly string[];
}

const container = z.object({
  name: z.string(),
  labels: z.array(z.object({ label: z.string(), value: z.string() })),
  ports: z.array(z.object({ external: z.number() })).default([]),
});

const stack = z.object({
  resource: z.object({
    docker_container: z.record(z.string(), container).default({}),
    docker_image: z.record(z.string(), z.object({ name: z.string() })).default({}),
    docker_network: z.object({
      cachefort_network: z.object({
        name: z.string(),
        internal: z.boolean().default(false),
        ipam_config: z.array(z.object({ subnet: z.string() })).min(1),
      }),
    }),
  }),
  output: z.object({ manifests: z.object({ value: z.record(z.string(), z.unknown()) }) }),
});

/**
 * Reads a synthesized stack.
 *
 * @param folder that holds `cdk.tf.json`
 * @throws OperationError DOCKER_STACK_UNREADABLE
 */
export function readSynthesized(folder: string): SynthesizedStack {
  const file = join(folder, "cdk.tf.json");
  const parsed = stack.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) {
    throw new OperationError("DOCKER_STACK_UNREADABLE", {
      problem: `${file} is no stack of containers: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`,
      fix: "synthesize it again; an escape hatch may have taken away a name or a label",
    });
  }
  const { resource, output } = parsed.data;
  const network = resource.docker_network.cachefort_network;
  return {
    containers: new Map(
      Object.entries(resource.docker_container).map(([id, { name, labels, ports }]) => {
        const digest = labels.find(({ label }) => label === "cachefort.digest")?.value ?? "";
        const address = `docker_container.${id}`;
        return [name, { address, name, digest, ports: ports.map(({ external }) => external) }];
      }),
    ),
    network: {
      name: network.name,
      subnet: network.ipam_config[0]?.subnet ?? "",
      isInternal: network.internal,
    },
    images: Object.values(resource.docker_image).map(({ name }) => name),
    manifests: Object.entries(output.manifests.value).map(([name, value]) =>
      readManifest(value, `output ${name}`),
    ),
  };
}
