import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pythonOfCheckov } from "./checkov-program";

/** What Checkov prints of one of its runners, as far as tests read it. */
export interface Report {
  readonly check_type: string;
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[];
  };
}

const SCANNER = join(__dirname, "scan_each.py");

/** What passed is only counted: told one by one, it is hundreds of megabytes. */
const TERSE = ["--quiet", "--compact"];

/**
 * Scans files, each alone in a folder and in a process of its own, with every framework of Checkov; nothing
 * is downloaded. They are told together, because Checkov takes longer to load than to scan, and two folders
 * in one run of its own would share what it has found.
 *
 * @returns reports of each file, in the order of the files
 * @throws Error when Checkov cannot read a file or does not run
 */
export function runCheckov(files: readonly string[]): readonly (readonly Report[])[] {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-checkov-"));
  try {
    const scans = files.map((file, place) => {
      const scanned = join(folder, String(place));
      mkdirSync(scanned);
      copyFileSync(file, join(scanned, basename(file)));
      const words = ["--directory", scanned, "--framework", "all", "--skip-download"];
      return {
        arguments: [...words, "--soft-fail", ...TERSE, "--output", "json"],
        output: join(folder, `${place}.json`),
      };
    });
    scanEach(scans);
    return scans.map(({ output }, place) => {
      const parsed = JSON.parse(readFileSync(output, "utf8")) as Report | Report[];
      const reports = Array.isArray(parsed) ? parsed : [parsed];
      if (reports.some(({ summary }) => summary.parsing_errors > 0)) {
        throw new Error(`checkov cannot read ${files[place] ?? ""}`);
      }
      return reports;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scanEach(scans: readonly object[]): void {
  const python = pythonOfCheckov(process.env);
  if ("problem" in python) throw new Error(python.problem);
  const [program, ...args] = python.command;
  const { error, status, stderr } = spawnSync(program, [...args, SCANNER], {
    encoding: "utf8",
    input: JSON.stringify(scans),
    // Else each of its two dozen runners is forked for itself, most of them to find nothing to read.
    env: { ...process.env, CHECKOV_PARALLELIZATION_TYPE: "none" },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`checkov ended with ${status}: ${stderr}`);
}
