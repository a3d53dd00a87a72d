import { CachefortError, ExitCode } from "../constructs/core/errors";
import type { ReportFolder } from "../constructs/harness/aws/report-bucket";
import { EventWriter } from "../smoke/remote/event-lines";
import { EventReporter, type RunEvent } from "../smoke/remote/events";
import { readOrder } from "../smoke/remote/order";
import type { RunReport } from "../smoke/report";
import { Reporters } from "../smoke/reporter";
import { exitCodeOf, runSmoke } from "./smoke-run";

/** Where relative paths of a manifest would start; manifests of AWS have none. */
const NOWHERE = "/";

/**
 * Proves what an order names, and tells the run as lines of standard output, which is the log of a task. Then
 * stores its report, where a folder for it is named.
 *
 * @param folderText where reports are stored, as the definition of the task has it
 * @returns the exit code
 */
export async function runSmokeTask(text: string, folderText?: string): Promise<number> {
  const writer = new EventWriter((line) => process.stdout.write(`${line}\n`));
  const tell = (event: RunEvent): void => writer.tell(event);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const isStored = folderText !== undefined && folderText !== "";
  try {
    const { manifests, ...order } = readOrder(text);
    const report = await runSmoke({
      ...order,
      deployed: manifests.map((manifest) => ({ manifest, directory: NOWHERE })),
      reporters: new Reporters([new EventReporter(tell, isStored)], complain),
    });
    const exitCode = exitCodeOf(report);
    if (!isStored) return exitCode;
    const storageCode = await store(JSON.parse(folderText) as ReportFolder, report, tell);
    return exitCode === ExitCode.pass ? storageCode : exitCode;
  } catch (error) {
    if (!CachefortError.is(error)) throw error;
    const { exitCode, message } = error;
    tell({ type: "refused", message, exitCode });
    return exitCode;
  }
}

/** Stores a report that the log has already, so that nothing is lost where that fails. */
async function store(
  folder: ReportFolder,
  report: RunReport,
  tell: (event: RunEvent) => void,
): Promise<ExitCode> {
  const { storeReport } = await import("../operate/aws/report-store");
  try {
    tell({ type: "stored", places: await storeReport(folder, report) });
    return ExitCode.pass;
  } catch (error) {
    if (!CachefortError.is(error)) throw error;
    const { exitCode, message } = error;
    tell({ type: "not-stored", message, exitCode });
    return exitCode;
  }
}
