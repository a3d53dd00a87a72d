import { rmSync } from "node:fs";
import { z } from "zod";
import { UnavailableError } from "../../constructs/core/errors";
import { readIfPresent, writePrivateFile } from "../../secrets/files";
import { isSame, type JournalEntry } from "./entry";

/**
 * Remembers in a file what has to be undone, before it is done: also after a crash of the harness the
 * next run knows.
 */
export interface Journal {
  /** Everything that is not undone, in the order in which it was done. */
  entries(): readonly JournalEntry[];
  /** An entry of the same thing stays: what was before the first change counts. */
  note(entry: JournalEntry): void;
  forget(isUndone: (entry: JournalEntry) => boolean): void;
}

const name = z.string().min(1);
const ENTRIES = z.array(
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("node"),
      subject: name,
      node: name,
      ref: name,
      state: z.enum([
        "down",
        "paused",
        "disconnected",
        "isolated",
        "disk filled",
        "with another certificate",
      ]),
      place: z.unknown().optional(),
    }),
    z.strictObject({
      kind: z.literal("limits"),
      subject: name,
      node: name,
      ref: name,
      before: z.strictObject({ memoryBytes: z.int().min(0), restart: z.string() }),
    }),
    z.strictObject({
      kind: z.literal("login"),
      subject: name,
      node: name,
      ref: name,
      user: name,
    }),
    z.strictObject({
      kind: z.literal("setting"),
      subject: name,
      node: name,
      parameter: name,
      before: z.string(),
    }),
    z.strictObject({ kind: z.literal("keys"), subject: name, runId: name }),
  ]),
);

/** A journal that lasts; its file is there only while there is something to undo. */
export class FileJournal implements Journal {
  private noted: readonly JournalEntry[];

  /** @throws UnavailableError SMOKE_JOURNAL_UNREADABLE */
  constructor(private readonly file: string) {
    this.noted = read(file);
  }

  entries(): readonly JournalEntry[] {
    return this.noted;
  }

  note(entry: JournalEntry): void {
    if (this.noted.some((known) => isSame(known, entry))) return;
    this.keep([...this.noted, entry]);
  }

  forget(isUndone: (entry: JournalEntry) => boolean): void {
    const left = this.noted.filter((entry) => !isUndone(entry));
    if (left.length < this.noted.length) this.keep(left);
  }

  private keep(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) rmSync(this.file, { force: true });
    else writePrivateFile(this.file, `${JSON.stringify(entries, undefined, 2)}\n`);
    this.noted = entries;
  }
}

/** For a run without a folder to keep a journal in. */
export const NO_JOURNAL: Journal = {
  entries: () => [],
  note: () => undefined,
  forget: () => undefined,
};

function read(file: string): JournalEntry[] {
  const text = readIfPresent(file);
  if (text === undefined) return [];
  try {
    return ENTRIES.parse(JSON.parse(text));
  } catch (error) {
    throw new UnavailableError(
      "SMOKE_JOURNAL_UNREADABLE",
      {
        problem: "what an earlier run has left to be undone cannot be read",
        received: file,
        fix: "see what it says, undo that by hand (cachefort up starts nodes), then remove the file",
      },
      undefined,
      { cause: error },
    );
  }
}
