import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFormer } from "../../../operate/docker/conf-folder";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cachefort-former-"));
  for (const folder of ["conf-1", "conf-2", "users", "data", "state"]) {
    for (const node of ["0", "1"]) mkdirSync(join(home, node, folder), { recursive: true });
  }
});
afterEach(() => rmSync(home, { recursive: true }));

const left = (node: string): string[] => readdirSync(join(home, node)).sort();

test("what is mounted stays, and so does what no container mounts by that name", () => {
  removeFormer([join(home, "0", "conf-2"), join(home, "0", "users")]);
  expect(left("0")).toEqual(["conf-2", "data", "state", "users"]);
  expect(left("1")).toEqual(["conf-1", "conf-2", "data", "state", "users"]);
});

test("users that no container mounts any more are removed: their passwords are in there", () => {
  removeFormer([join(home, "0", "conf-2"), join(home, "1", "conf-1")]);
  expect(left("0")).toEqual(["conf-2", "data", "state"]);
  expect(left("1")).toEqual(["conf-1", "data", "state"]);
});

test("nothing is removed beside a folder that is not there", () => {
  removeFormer([join(home, "0", "conf-3")]);
  expect(left("0")).toEqual(["conf-1", "conf-2", "data", "state", "users"]);
});
