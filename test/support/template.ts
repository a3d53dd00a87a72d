import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;
type Blocks = Record<string, Record<string, JsonObject>>;

interface Synthesized {
  readonly terraform?: JsonObject;
  readonly resource?: Blocks;
  readonly output?: Record<string, JsonObject>;
}

const KIT = join(__dirname, "../..");

/** A synthesized stack as a test reads it: validated, parsed, free of what differs by machine. */
export class Template {
  private constructor(private readonly synthesized: Synthesized) {}

  /** @throws what the validations of any construct in the stack refuse */
  static of(stack: TerraformStack): Template {
    const parsed = JSON.parse(Testing.synth(stack, true)) as JsonObject;
    return new Template(withoutBackend(scrub(parsed) as JsonObject));
  }

  /** Everything, for a snapshot of the whole stack. */
  toJson(): JsonObject {
    return structuredClone(this.synthesized) as JsonObject;
  }

  /** Resources of a Terraform type by logical id; none is an empty record. */
  resources(type: string): Record<string, JsonObject> {
    return structuredClone(this.synthesized.resource?.[type] ?? {});
  }

  /**
   * The one resource of a type whose logical id holds a text.
   *
   * @throws Error if no resource or more than one does
   */
  resource(type: string, idPart: string): JsonObject {
    const all = Object.entries(this.resources(type));
    const [found, ...others] = all.filter(([id]) => id.includes(idPart));
    if (found === undefined || others.length > 0) {
      const ids = all.map(([id]) => id).join(", ");
      throw new Error(`expected one ${type} with "${idPart}" in its id, there are: ${ids}`);
    }
    return found[1];
  }

  /** Values of the outputs by name. */
  outputs(): JsonObject {
    const outputs = Object.entries(this.synthesized.output ?? {});
    return structuredClone(
      Object.fromEntries(outputs.map(([id, { value }]) => [id, value ?? null])),
    );
  }
}

/** The backend names a state file by its absolute path; each stack's own test reads it instead. */
function withoutBackend(synthesized: JsonObject): Synthesized {
  const { backend: _, ...terraform } = (synthesized["terraform"] ?? {}) as JsonObject;
  return { ...synthesized, terraform };
}

/** Puts `<kit>` for the folder of the kit and `<cwd>` for the current one. */
function scrub(value: Json): Json {
  if (typeof value === "string") {
    return value.replaceAll(KIT, "<kit>").replaceAll(process.cwd(), "<cwd>");
  }
  if (Array.isArray(value)) return value.map(scrub);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, scrub(each)]));
}
