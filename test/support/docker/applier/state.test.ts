import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { State, type StoredInstance } from "./state";

const folder = mkdtempSync(join(tmpdir(), "cachefort-state-"));
afterAll(() => rmSync(folder, { recursive: true }));

const thing: StoredInstance = {
  address: "terraform_data.a",
  type: "terraform_data",
  attributes: { id: "1" },
  dependencies: ["docker_network.n"],
  createBeforeDestroy: true,
  tainted: false,
};

test("every change is on disk at once, and nobody else may read it", () => {
  const file = join(folder, "state.json");
  const state = State.load(file);
  expect(state.instances()).toEqual([]);
  state.put(thing);
  expect(State.load(file).get(thing.address)).toEqual(thing);
  state.depose(thing);
  expect(State.load(file).deposed()).toEqual([thing]);
  expect(State.load(file).instances()).toEqual([]);
  const next = { ...thing, attributes: { id: "2" } };
  state.put(next);
  state.remove(thing);
  expect(State.load(file).deposed()).toEqual([]);
  expect(State.load(file).get(thing.address)).toEqual(next);
  state.setOutputs({ a: [1] });
  state.remove(next);
  expect(State.load(file).outputs()).toEqual({ a: [1] });
  expect(State.load(file).instances()).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a deposed thing can be taken back", () => {
  const state = State.load(join(folder, "restored.json"));
  state.put(thing);
  state.depose(thing);
  state.restore(thing);
  expect([state.instances(), state.deposed()]).toEqual([[thing], []]);
});

test("a file of Terraform is not taken for a state of the applier", () => {
  const file = join(folder, "terraform.tfstate");
  writeFileSync(file, JSON.stringify({ version: 4, resources: [] }));
  expect(() => State.load(file)).toThrow(`${file} is no state of the applier`);
});
