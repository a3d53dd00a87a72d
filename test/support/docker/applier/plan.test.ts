import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../template";
import { parseConfiguration } from "./configuration";
import { CONTAINER } from "./container-schema";
import { type Change, planChanges } from "./plan";
import { normalise } from "./schema";
import { EVERYTHING } from "./selection";
import { State } from "./state";

const folder = mkdtempSync(join(tmpdir(), "cachefort-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every attribute that the applier knows, with a value and another one. */
const ATTRIBUTES: Record<string, readonly [unknown, unknown]> = {
  name: ["a", "b"],
  image: ["i", "j"],
  user: ["1:1", "2:2"],
  entrypoint: [
    ["a", "b"],
    ["b", "a"],
  ],
  command: [
    ["a", "b"],
    ["b", "a"],
  ],
  env: [["A=1"], ["A=2"]],
  hostname: ["a", "b"],
  working_dir: ["/a", "/b"],
  read_only: [true, false],
  tmpfs: [{ "/tmp": "size=1m" }, { "/tmp": "size=2m" }],
  capabilities: [{ drop: ["ALL"] }, { drop: ["CHOWN"] }],
  security_opts: [["no-new-privileges:true"], ["no-new-privileges:false"]],
  ipc_mode: ["private", "none"],
  memory: [64, 32],
  memory_swap: [64, -1],
  shm_size: [8, 16],
  cpus: ["1", "2"],
  ulimit: [[{ name: "nofile", soft: 1, hard: 2 }], [{ name: "nofile", soft: 2, hard: 2 }]],
  restart: ["on-failure", "no"],
  max_retry_count: [3, 4],
  log_driver: ["json-file", "local"],
  log_opts: [{ "max-size": "1m" }, { "max-size": "2m" }],
  networks_advanced: [[{ name: "n", aliases: ["a"] }], [{ name: "n", aliases: ["b"] }]],
  ports: [[{ internal: 1, external: 2 }], [{ internal: 1, external: 3 }]],
  mounts: [
    [{ type: "bind", source: "/a", target: "/a" }],
    [{ type: "bind", source: "/a", target: "/b" }],
  ],
  healthcheck: [{ test: ["CMD", "a"] }, { test: ["CMD", "b"] }],
  labels: [[{ label: "l", value: "1" }], [{ label: "l", value: "2" }]],
  must_run: [true, false],
  wait: [true, false],
  wait_timeout: [10, 20],
  stop_timeout: [5, 6],
  destroy_grace_seconds: [5, 6],
};
const GIVEN = Object.fromEntries(
  Object.entries(ATTRIBUTES).map(([name, [value]]) => [name, value]),
) as JsonObject;
/** Provider 3.6.2 makes another container for each attribute but these. */
const IN_PLACE = [
  "tmpfs",
  "memory",
  "memory_swap",
  "cpus",
  "restart",
  "max_retry_count",
  "healthcheck",
  "must_run",
  "wait",
  "wait_timeout",
  "destroy_grace_seconds",
];
/** Filled in by the provider where they are not given: to take one away changes nothing. */
const COMPUTED = [
  "entrypoint",
  "command",
  "env",
  "hostname",
  "security_opts",
  "ipc_mode",
  "shm_size",
  "log_driver",
  "healthcheck",
  "labels",
  "stop_timeout",
];

/** What a plan says of a container that was made with some attributes, and shall have others. */
function planOf(made: JsonObject, wanted: JsonObject, { tainted = false } = {}): Change[] {
  const state = State.load(join(folder, `${Math.random()}.json`));
  state.put({
    address: "docker_container.c",
    type: "docker_container",
    attributes: { ...normalise(CONTAINER, made, "c"), id: "1" },
    dependencies: [],
    createBeforeDestroy: false,
    tainted,
  });
  const configuration = parseConfiguration(folder, {
    resource: { docker_container: { c: wanted } },
  });
  return planChanges(configuration, state, EVERYTHING);
}

test("the table is of every attribute that the applier knows", () => {
  expect(Object.keys(ATTRIBUTES).sort()).toEqual(Object.keys(CONTAINER).sort());
  expect(planOf(GIVEN, GIVEN)).toEqual([]);
});

test.each(Object.entries(ATTRIBUTES))("a change of %s", (name, [, other]) => {
  const wanted = { ...GIVEN, [name]: other } as JsonObject;
  const action = IN_PLACE.includes(name) ? "update" : "replace";
  expect(planOf(GIVEN, wanted)).toMatchObject([
    { address: "docker_container.c", action, because: [name] },
  ]);
});

test.each(Object.keys(ATTRIBUTES).filter((name) => name !== "name" && name !== "image"))(
  "%s is taken away",
  (name) => {
    const { [name]: _, ...wanted } = GIVEN;
    const isDefault = name === "must_run";
    const action = IN_PLACE.includes(name) ? "update" : "replace";
    expect(planOf(GIVEN, wanted)).toMatchObject(
      COMPUTED.includes(name) || isDefault ? [] : [{ action, because: [name] }],
    );
  },
);

test.each<[string, JsonObject]>([
  ["members of a set", { env: ["B=2", "A=1"] }],
  [
    "ports",
    {
      ports: [
        { internal: 3, external: 4 },
        { internal: 1, external: 2 },
      ],
    },
  ],
  ["keys of a block", { labels: [{ value: "1", label: "l" }] }],
])("the order of %s means nothing", (_what, given) => {
  const reversed = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, [...(value as JsonObject[])].reverse()]),
  );
  expect(planOf({ ...GIVEN, ...given }, { ...GIVEN, ...reversed })).toEqual([]);
});

test.each<[string, JsonObject]>([
  [
    "a default that is written out",
    { networks_advanced: [{ name: "n", aliases: ["a"], ipv4_address: "" }] },
  ],
  [
    "a block that stands in a list",
    { healthcheck: [{ test: ["CMD", "a"], interval: "0s", retries: 0 }] },
  ],
  ["null", { working_dir: "/a", init: null }],
])("%s is no change", (_what, given) => {
  const { init: _, ...rest } = given;
  expect(planOf(GIVEN, { ...GIVEN, ...rest })).toEqual([]);
});

test("what is tainted is replaced, also where nothing differs", () => {
  expect(planOf(GIVEN, GIVEN, { tainted: true })).toMatchObject([
    { action: "replace", because: ["tainted"] },
  ]);
});

/** A network and a container that names it. */
function stack(network: JsonObject, reference: string): JsonObject {
  return {
    resource: {
      docker_network: { n: network },
      docker_container: { c: { name: "c", image: "i", networks_advanced: [{ name: reference }] } },
    },
  };
}

test.each([
  ["${docker_network.n.name}", ["replace docker_network.n"]],
  ["${docker_network.n.id}", ["replace docker_network.n", "replace docker_container.c"]],
])("a reference to %s of what is replaced", (reference, expected) => {
  const state = State.load(join(folder, `${reference}.json`));
  const base = { dependencies: [], createBeforeDestroy: false, tainted: false };
  state.put({
    ...base,
    address: "docker_network.n",
    type: "docker_network",
    attributes: { id: "old", name: "net", driver: "bridge" },
  });
  const named = { name: reference.includes(".id") ? "old" : "net" };
  const made = normalise(
    CONTAINER,
    { name: "c", image: "i", networks_advanced: [named] },
    "c",
  ) as JsonObject;
  state.put({
    ...base,
    address: "docker_container.c",
    type: "docker_container",
    attributes: { ...made, id: "1" },
  });
  const wanted = stack({ name: "net", driver: "macvlan" }, reference);
  const changes = planChanges(parseConfiguration(folder, wanted), state, EVERYTHING);
  expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual(expected);
});
