import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Json, JsonObject } from "../../template";
import { evaluate, type Scope } from "./expression";
import { normalise, type Schema } from "./schema";
import { isObject, knownAttributes, UNKNOWN, type Attributes } from "./value";

/** A `local-exec` provisioner as it stands in the configuration. */
export interface Provisioner {
  readonly when: "create" | "destroy";
  readonly arguments: JsonObject;
  readonly where: string;
}

const ARGUMENTS: Schema = {
  command: { shape: { kind: "string" }, required: true },
  interpreter: { shape: { kind: "list", of: "string" }, default: ["/bin/sh", "-c"] },
  environment: { shape: { kind: "map" }, default: {} },
};

/** @throws Error for anything but `local-exec` with the arguments that the kit emits */
export function parseProvisioner(block: Json, where: string): Provisioner {
  if (!isObject(block)) throw new Error(`${where} takes a block`);
  const [kind, ...others] = Object.keys(block);
  const given = block["local-exec"];
  if (kind !== "local-exec" || others.length > 0 || !isObject(given)) {
    throw new Error(`${where}: the applier knows no provisioner "${kind}"; it knows local-exec`);
  }
  const { when = "create", ...rest } = given;
  if (when !== "create" && when !== "destroy") {
    throw new Error(`${where}.when is ${JSON.stringify(when)}; allowed: create, destroy`);
  }
  const found: Provisioner = { when, arguments: rest, where: `${where}.local-exec` };
  argumentsOf(found, () => UNKNOWN);
  return found;
}

/**
 * Runs a provisioner in the folder of the stack, as Terraform does.
 *
 * @param report told each line of its output
 * @throws Error in Terraform's words, with what the command said
 */
export async function runProvisioner(
  provisioner: Provisioner,
  folder: string,
  scope: Scope,
  report: (line: string) => void,
): Promise<void> {
  const given = knownAttributes(argumentsOf(provisioner, scope), provisioner.where);
  const { command, interpreter, environment } = given as {
    command: string;
    interpreter: string[];
    environment: Record<string, string>;
  };
  const [program = "", ...args] = interpreter;
  const child = spawn(program, [...args, command], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      report(line);
    });
  }
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  if (status === 0) return;
  throw new Error(
    `Error running command '${command}': exit status ${status}. Output: ${said.join("\n")}`,
  );
}

function argumentsOf(provisioner: Provisioner, scope: Scope): Attributes {
  const evaluated = evaluate(provisioner.arguments, provisioner.where, scope) as Attributes;
  return normalise(ARGUMENTS, evaluated, provisioner.where);
}
