import { join } from "node:path";
import type { LocalExecProvisioner } from "cdktf";
import { kitRoot } from "./kit-root";

/** One of the kit's own commands as Terraform runs it. */
export interface KitCommand {
  /** Words after `cachefort internal`; plain, they stand in a shell line. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly when?: "destroy";
}

/**
 * A provisioner that calls the kit. Terraform runs it in the stack's folder, from whatever place
 * the kit is installed at, so that its path is fixed at synth; when the kit has moved since, the
 * command says so instead of failing on a missing file.
 */
export function kitProvisioner(command: KitCommand): LocalExecProvisioner {
  const script = [
    // Terraform repeats a command that failed: the text that must not be taken for its reason is not
    // part of it.
    'test -f "$CACHEFORT_KIT" || { echo "$CACHEFORT_KIT_MOVED" >&2; exit 3; }',
    `exec node "$CACHEFORT_KIT" internal ${command.words.join(" ")}`,
  ];
  const kit = join(kitRoot(), "bin", "cachefort.js");
  return {
    type: "local-exec",
    interpreter: ["/bin/sh", "-c"],
    command: script.join("\n"),
    environment: {
      CACHEFORT_KIT: kit,
      CACHEFORT_KIT_MOVED: `HOST_KIT_MOVED: the kit is no longer at ${kit} · fix: synthesize again, then repeat the command`,
      ...command.environment,
    },
    ...(command.when === undefined ? {} : { when: command.when }),
  };
}
