import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileJournal } from "../../smoke/journal/journal";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** File of a journal that is removed with the end of the test file. */
export function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "cachefort-journal-"));
  folders.push(folder);
  return join(folder, "journal.json");
}

/** A journal of its own. */
export function scratchJournal(): FileJournal {
  return new FileJournal(journalFile());
}
