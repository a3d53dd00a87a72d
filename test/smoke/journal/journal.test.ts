import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { JournalEntry } from "../../../smoke/journal/entry";
import { FileJournal } from "../../../smoke/journal/journal";
import { codedError } from "../../support/coded";
import { journalFile } from "../../support/scratch-journal";

const paused: JournalEntry = {
  kind: "node",
  subject: "sessions",
  node: "0-0",
  ref: "../data/sessions/0-0",
  state: "paused",
};
const setting = (before: string): JournalEntry => ({
  kind: "setting",
  subject: "sessions",
  node: "0-0",
  parameter: "cluster-replica-no-failover",
  before,
});
const keys: JournalEntry = { kind: "keys", subject: "sessions", runId: "ab12cd34" };

test("what is noted stands in a file of its owner's at once, and another process reads it", () => {
  const file = journalFile();
  new FileJournal(file).note(paused);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(new FileJournal(file).entries()).toEqual([paused]);
});

test("what was before the first change counts", () => {
  const file = journalFile();
  const journal = new FileJournal(file);
  journal.note(setting("no"));
  journal.note(setting("yes"));
  expect(new FileJournal(file).entries()).toEqual([setting("no")]);
});

test("the file is gone with the last thing to undo", () => {
  const file = journalFile();
  const journal = new FileJournal(file);
  journal.note(paused);
  journal.note(keys);
  journal.forget(({ kind }) => kind === "node");
  expect(new FileJournal(file).entries()).toEqual([keys]);
  journal.forget(() => true);
  expect(existsSync(file)).toBe(false);
  expect(journal.entries()).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["something else", '{"entries":[]}'],
  ["a state that nobody knows", JSON.stringify([{ ...paused, state: "frozen" }])],
  ["more than it knows", JSON.stringify([{ ...keys, value: "x" }])],
])("a file with %s is refused and kept", (_, text) => {
  const file = journalFile();
  writeFileSync(file, text);
  const error = codedError(() => new FileJournal(file));
  expect([error.code, error.exitCode]).toEqual(["SMOKE_JOURNAL_UNREADABLE", 3]);
  expect(error.message).toContain(file);
  expect(readFileSync(file, "utf8")).toBe(text);
});
