import { OperationError } from "../../constructs/core/errors";
import { z } from "zod";

const recovery = z.strictObject({
  /** When the server died, in UTC. */
  at: z.iso.datetime(),
  /** How it ended: an exit code, or 128 and the number of the signal. */
  status: z.coerce.number().int(),
  role: z.enum(["primary", "replica", "unknown"]),
  choice: z.enum(["promote", "restart", "stay-down"]),
  /** `host:port` of the replica that took over. @default - none did */
  taker: z
    .string()
    .transform((taker) => (taker === "-" ? undefined : taker))
    .optional(),
  /** Milliseconds from the death until the choice was carried out. */
  ms: z.coerce.number().int().min(0),
  reason: z.string().min(1),
});

/** What a node runner did when its server died, and why. */
export type Recovery = z.infer<typeof recovery>;

/**
 * Reads what a node runner has noted, the last recovery last.
 *
 * @throws OperationError RECOVERIES_UNREADABLE
 */
export function parseRecoveries(text: string): readonly Recovery[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [head, reason] = line.split(" reason=");
      const fields = (head ?? "").split(" ").map((field) => field.split("="));
      const parsed = recovery.safeParse({ ...Object.fromEntries(fields), reason });
      if (parsed.success) return parsed.data;
      throw new OperationError("RECOVERIES_UNREADABLE", {
        problem: "a line of the node runner's record is not what it writes",
        received: line,
        allowed: "at=… status=… role=… choice=… taker=… ms=… reason=…",
        fix: "remove the file recoveries of the node; the runner begins another",
      });
    });
}
