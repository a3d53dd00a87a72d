import { CachefortError } from "../constructs/core/errors";
import { EventWriter } from "../smoke/remote/event-lines";
import { EventReporter } from "../smoke/remote/events";
import { readOrder } from "../smoke/remote/order";
import { Reporters } from "../smoke/reporter";
import { exitCodeOf, runSmoke } from "./smoke-run";

/** Where relative paths of a manifest would start; manifests of AWS have none. */
const NOWHERE = "/";

/**
 * Proves what an order names, and tells the run as lines of standard output, which is the log of a task.
 *
 * @returns the exit code
 */
export async function runSmokeTask(text: string): Promise<number> {
  const writer = new EventWriter((line) => process.stdout.write(`${line}\n`));
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const { manifests, ...order } = readOrder(text);
    const report = await runSmoke({
      ...order,
      deployed: manifests.map((manifest) => ({ manifest, directory: NOWHERE })),
      reporters: new Reporters([new EventReporter((event) => writer.tell(event))], complain),
    });
    return exitCodeOf(report);
  } catch (error) {
    if (!CachefortError.is(error)) throw error;
    const { exitCode, message } = error;
    writer.tell({ type: "refused", message, exitCode });
    return exitCode;
  }
}
