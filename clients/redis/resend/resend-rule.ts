import { ValidationError } from "../../../constructs/core/errors";
import { isIdempotent } from "./commands";

/** Commands that are sent again although they may have been executed: all of them, or further ones by name. */
export type Resend = "all" | readonly string[];

/** Whether a command, without its name in the arguments, is sent again when its outcome is unknown. */
export type ResendRule = (name: string, args: readonly unknown[], inPipeline?: boolean) => boolean;

const NAME = /^[a-z][a-z0-9_.]*$/;

/**
 * The rule of a client.
 *
 * @throws ValidationError REDIS_RESEND_INVALID
 */
export function resendRule(asked: Resend = []): ResendRule {
  if (asked === "all") return () => true;
  const names = new Set(asked.map((name) => name.toLowerCase()));
  for (const name of names) {
    if (NAME.test(name)) continue;
    throw new ValidationError("REDIS_RESEND_INVALID", {
      problem: "resend names what is no command",
      received: name,
      allowed: 'names of commands such as "incr", without their arguments, or "all"',
      fix: "name commands that your application may see executed twice",
    });
  }
  return (name, args, inPipeline) =>
    names.has(name.toLowerCase()) || isIdempotent(name, args, inPipeline);
}
