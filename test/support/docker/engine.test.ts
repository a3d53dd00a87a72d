import { TestPrograms } from "../programs";
import { askEngine } from "./engine";

let programs: TestPrograms;
beforeEach(() => {
  programs = new TestPrograms();
  programs.hideAll();
});
afterEach(() => programs.remove());

test("an engine that answers tells its versions", async () => {
  programs.add("docker", `[ "$1" = version ] && echo 20.10.24 1.41`);
  await expect(askEngine()).resolves.toEqual({ version: "20.10.24", apiVersion: "1.41" });
});

test.each([
  ["docker is not installed", undefined],
  ["no Docker engine answers: permission denied", "echo permission denied >&2; exit 1"],
])("%s", async (problem, body) => {
  if (body !== undefined) programs.add("docker", body);
  await expect(askEngine()).resolves.toEqual({ problem });
});
