import type { LoadedManifest } from "../clients/manifest-file";
import type { TargetDriver } from "./driver";
import type { NodeLog } from "./report";

/** Bytes kept of each node's window; its end, where the outcome stands. */
const KEPT_BYTES = 16 * 1024;

interface Window {
  readonly node: string;
  readonly read: () => Promise<string>;
}

/** What every node of a cluster or ring logs from here on. */
export class LogWindows {
  private constructor(private readonly windows: readonly Window[]) {}

  /** Opens no window where the target keeps logs elsewhere. */
  static async open({ manifest }: LoadedManifest, driver: TargetDriver): Promise<LogWindows> {
    const windows = manifest.nodes.map(async ({ id, ref }) => {
      try {
        return { node: id, read: await driver.openLog?.(ref) };
      } catch (error) {
        return { node: id, read: () => Promise.resolve(noLog(error)) };
      }
    });
    const opened = await Promise.all(windows);
    return new LogWindows(
      opened.flatMap(({ node, read }) => (read === undefined ? [] : [{ node, read }])),
    );
  }

  /** A log that cannot be read says why in its place: what the check found counts more. */
  read(): Promise<NodeLog[]> {
    return Promise.all(
      this.windows.map(async ({ node, read }) => ({ node, text: endOf(await textOf(read)) })),
    );
  }
}

async function textOf(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    return noLog(error);
  }
}

function noLog(error: unknown): string {
  return `(no log: ${(error as Error).message})`;
}

function endOf(text: string): string {
  if (text.length <= KEPT_BYTES) return text;
  const end = text.slice(-KEPT_BYTES);
  return `…${end.slice(end.indexOf("\n"))}`;
}
