import type { Json, JsonObject } from "../template";
import type { SynthesizedStack } from "./terraform-json";

/** A statement of a policy with where it stands. */
export interface PlacedStatement {
  /** Such as `aws_kms_key.policy`; the ids of resources differ from stack to stack. */
  readonly argument: string;
  readonly address: string;
  readonly statement: JsonObject;
}

/** A star, or another wildcard, in a statement. */
export interface FoundStar {
  readonly argument: string;
  readonly sid: string;
  readonly element: string;
  readonly value: string;
}

/** Elements in which a wildcard gives more than is named; those with `Not` give everything else. */
const ELEMENTS = ["Action", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource"];

/** Every statement of every policy of a stack, whatever argument it stands in. */
export function statementsOf({ resource }: Pick<SynthesizedStack, "resource">): PlacedStatement[] {
  return Object.entries(resource).flatMap(([type, byId]) =>
    Object.entries(byId).flatMap(([id, attributes]) =>
      Object.entries(attributes).flatMap(([name, value]) =>
        documentsIn(value).flatMap((statements) =>
          statements.map((statement) => ({
            argument: `${type}.${name}`,
            address: `${type}.${id}`,
            statement,
          })),
        ),
      ),
    ),
  );
}

/** Wildcards in what a statement allows, for whom and on what. */
export function starsOf({ argument, statement }: PlacedStatement): FoundStar[] {
  const sid = typeof statement["Sid"] === "string" ? statement["Sid"] : "";
  return ELEMENTS.flatMap((element) =>
    textsIn(statement[element])
      .filter((text) => element.startsWith("Not") || /[*?]/.test(text))
      .map((value) => ({ argument, sid, element, value })),
  );
}

function documentsIn(value: Json | undefined): JsonObject[][] {
  if (typeof value === "string") {
    const statements = value.startsWith("{") ? statementsIn(value) : undefined;
    return statements === undefined ? [] : [statements];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(documentsIn);
}

function statementsIn(text: string): JsonObject[] | undefined {
  const { Statement: statements } = JSON.parse(text) as { Statement?: JsonObject | JsonObject[] };
  return statements === undefined ? undefined : [statements].flat();
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
