import type { GivenNetworkProps } from "../../../../stacks/aws-stack";
import type { JsonObject } from "../../template";
import type { SynthesizedStack } from "../terraform-json";
import { quoted } from "./relation";

const GROUP = "aws_elasticache_replication_group";
const SERVICE = "aws_ecs_service";

/** A synthesized stack as relations read it: by the ids that follow from what is in it, never by references. */
export class StackView {
  /** @param given the network, where the stack makes none */
  constructor(
    readonly stack: SynthesizedStack,
    private readonly given?: GivenNetworkProps,
  ) {}

  /** Logical ids of the resources of a type. */
  ids(type: string): string[] {
    return Object.keys(this.stack.resource[type] ?? {});
  }

  /** Arguments of a resource; a change of them changes the stack. */
  argumentsOf(type: string, id: string): JsonObject {
    const found = this.stack.resource[type]?.[id];
    if (found === undefined) throw new Error(`there is no ${type}.${id}`);
    return found;
  }

  /** An argument that is a text. */
  text(type: string, id: string, argument: string): string {
    const text = this.argumentsOf(type, id)[argument];
    if (typeof text === "string") return text;
    throw new Error(`${type}.${id}.${argument} is no text`);
  }

  /** Changes each occurrence in a text; one that is not there would change nothing. */
  replaceIn(type: string, id: string, argument: string, from: string, to: string): void {
    const text = this.text(type, id, argument);
    if (!text.includes(from)) throw new Error(`${type}.${id}.${argument} holds no ${from}`);
    this.argumentsOf(type, id)[argument] = text.replaceAll(from, to);
  }

  /** The one resource of a type whose id begins so. */
  one(type: string, start = ""): string {
    const [found, ...others] = this.ids(type).filter((id) => id.startsWith(start));
    if (found !== undefined && others.length === 0) return found;
    throw new Error(`not one ${type} begins with "${start}": ${this.ids(type).join(", ")}`);
  }

  /** Expressions for an attribute of the resources of a type whose ids begin so. */
  each(type: string, attribute: string, start = ""): string[] {
    return this.ids(type)
      .filter((id) => id.startsWith(start))
      .map((id) => `${type}.${id}.${attribute}`);
  }

  /** Expression for an attribute of the one resource of a type whose id begins so. */
  the(type: string, attribute: string, start = ""): string {
    return `${type}.${this.one(type, start)}.${attribute}`;
  }

  /** Names of the clusters. */
  clusters(): string[] {
    return this.ids(GROUP);
  }

  /** Expressions about each cluster. */
  ofClusters(condition: (cluster: string, group: string) => readonly string[]): string[] {
    return this.clusters().flatMap((name) => condition(name, `${GROUP}.${name}`));
  }

  /** Names of the rings. */
  rings(): string[] {
    return [...new Set(this.nodes().map(({ ring }) => ring))];
  }

  /** The nodes of all rings, or of one; `id` is that of each of its resources. */
  nodes(name?: string): { ring: string; node: string; id: string }[] {
    return this.ids(SERVICE)
      .map((id) => ({ id, ring: id.replace(/_\d+$/, ""), node: id.replace(/^.*_/, "") }))
      .filter(({ ring }) => name === undefined || ring === name);
  }

  vpcId(): string {
    return this.given === undefined ? this.the("aws_vpc", "id") : quoted(this.given.vpcId);
  }

  subnetIds(): string[] {
    return this.given === undefined
      ? this.each("aws_subnet", "id")
      : this.given.subnetIds.map(quoted);
  }

  keyArn(): string {
    return this.the("aws_kms_key", "arn");
  }

  topicArn(): string {
    return this.the("aws_sns_topic", "arn");
  }

  /** Manifest of a cluster or ring, as the stack puts it out. */
  manifest(name: string): JsonObject {
    const value = this.stack.output?.["manifests"]?.["value"] as Record<string, JsonObject>;
    return value[name] ?? {};
  }
}
