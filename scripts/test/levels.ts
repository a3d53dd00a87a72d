import { checkPrerequisites, type PrerequisiteName } from "../../operate/prerequisites";
import { ensureImages } from "../../test/support/docker/image-builder";
import { commandLevel } from "./command-level";
import { lackingForDocker, lackingForDockerEngine, lackingForDockerProvider } from "./docker";
import { lackingForAws } from "./aws";
import { APART } from "./apart";
import { jestLevel } from "./jest-level";
import { fetchLibraries, lackingForLanguages, pythonOfLanguages } from "./languages";
import type { Level } from "./level";
import { lackingForPages } from "./pages";
import { pythonWithRedis } from "./python";

/** Reason for a skip when the machine lacks something; all of it when nothing is named. */
async function lacking(...names: readonly PrerequisiteName[]): Promise<string | undefined> {
  const { prerequisites } = await checkPrerequisites();
  const lacks = prerequisites.filter(
    ({ name, status }) => status !== "ok" && (names.length === 0 || names.includes(name)),
  );
  if (lacks.length === 0) return undefined;
  return lacks.map(({ name, problem }) => `${name} is ${problem}`).join(", ");
}

async function lackingForClients(): Promise<string | undefined> {
  const reason = await lacking();
  if (reason !== undefined || pythonWithRedis() !== undefined) return reason;
  return "no python3 has the module redis: pip install redis, or name one in CACHEFORT_PYTHON";
}

/** A test's own small disk is a file system in memory. */
async function lackingForDisk(): Promise<string | undefined> {
  const reason = await lacking();
  if (reason !== undefined) return reason;
  if (process.platform !== "linux") return "tmpfs is a file system of Linux";
  return process.getuid?.() === 0 ? undefined : "only root may mount a file system";
}

function notYet(name: string, reason: string): Level {
  return {
    name,
    isOptional: true,
    whySkipped: () => Promise.resolve(reason),
    run: () => Promise.reject(new Error(reason)),
  };
}

/** What is proven by `npm run prove`, as much as suite `full` itself: its bounds want a machine that does nothing else. */
const PROVEN = "it takes a quarter of an hour of its own: npm run prove, or name it with --level";

/** Every level, in the order in which they run: the cheapest first. */
export const LEVELS: readonly Level[] = [
  commandLevel("lint", [
    ["eslint/bin/eslint.js", "."],
    ["prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  ]),
  commandLevel("types", [["typescript/bin/tsc", "--noEmit", "-p", "."]]),
  jestLevel({ name: "unit", project: "unit" }),
  jestLevel({ name: "snapshots", project: "snapshots" }),
  // Reports in a browser without a window.
  jestLevel({
    name: "pages",
    project: "e2e",
    folder: "test/e2e/pages/",
    inBand: true,
    whySkipped: async () => (await lacking()) ?? lackingForPages(),
  }),
  jestLevel({ name: "validate", project: "validate", whySkipped: () => lacking("terraform") }),
  // Stacks of AWS under its real provider, without an account, and under Checkov.
  jestLevel({
    name: "aws",
    project: "aws",
    whySkipped: async () => (await lacking("terraform")) ?? lackingForAws(),
  }),
  // Servers on ports of their own. Two lanes for two cores: with a third one, servers get no turn for longer
  // than the bounds of the harness's checks.
  jestLevel({
    name: "servers",
    project: "e2e",
    folder: "test/e2e/servers/",
    inBand: true,
    lane: "host",
    whySkipped: () => lacking(),
  }),
  // Each scenario of the suite `full`, on real servers that stand it and on some that deserve to fail.
  jestLevel({
    name: "scenarios",
    project: "e2e",
    folder: "test/e2e/scenarios/",
    inBand: true,
    isOptional: true,
    whyOnlyNamed: PROVEN,
    lane: "host",
    whySkipped: () => lacking(),
  }),
  // Projects of the tests' own, whose configuration changes; deployed by Terraform.
  jestLevel({
    name: "life-cycle",
    project: "e2e",
    folder: "test/e2e/life-cycle/",
    inBand: true,
    lane: "host",
    whySkipped: () => lacking(),
  }),
  // Servers on a disk that is full; as root.
  jestLevel({
    name: "disk",
    project: "e2e",
    folder: "test/e2e/disk/",
    inBand: true,
    lane: "docker",
    whySkipped: lackingForDisk,
  }),
  // The environment `ci`, deployed by Terraform.
  jestLevel({
    name: "host",
    project: "e2e",
    folder: "test/e2e/host/",
    inBand: true,
    lane: "host",
    whySkipped: () => lacking(),
  }),
  jestLevel({
    name: "clients",
    project: "e2e",
    folder: "test/e2e/clients/",
    inBand: true,
    lane: "host",
    whySkipped: lackingForClients,
    environment: () => Promise.resolve({ CACHEFORT_PYTHON: pythonWithRedis() }),
  }),
  // Programs of other languages, with the libraries of their registries.
  jestLevel({
    name: "languages",
    project: "e2e",
    folder: "test/e2e/languages/",
    inBand: true,
    lane: "host",
    whySkipped: async () => (await lacking()) ?? lackingForLanguages(),
    prepare: fetchLibraries,
    environment: () => Promise.resolve({ CACHEFORT_PYTHON: pythonOfLanguages() }),
  }),
  // Containers, in images that are made first where they are missing.
  jestLevel({
    name: "docker",
    project: "e2e",
    folder: "test/e2e/docker/",
    inBand: true,
    lane: "docker",
    // Clients on the machine and in containers are this machine's programs.
    whySkipped: async () => (await lackingForDocker()) ?? lackingForClients(),
    prepare: () => ensureImages(),
    environment: () => Promise.resolve({ CACHEFORT_PYTHON: pythonWithRedis() }),
  }),
  jestLevel({
    name: "scenarios-docker",
    project: "e2e",
    folder: "test/e2e/scenarios-docker/",
    inBand: true,
    isOptional: true,
    whyOnlyNamed: PROVEN,
    lane: "docker",
    whySkipped: lackingForDocker,
    prepare: () => ensureImages(),
  }),
  // An engine of the tests' own, which they stop and start; as root.
  jestLevel({
    name: "docker-engine",
    project: "e2e",
    folder: "test/e2e/docker-engine/",
    inBand: true,
    lane: "docker",
    whySkipped: lackingForDockerEngine,
    prepare: () => ensureImages(),
    runner: APART,
  }),
  jestLevel({
    name: "docker-provider",
    project: "e2e",
    folder: "test/e2e/docker-provider/",
    inBand: true,
    isOptional: true,
    lane: "docker",
    whySkipped: lackingForDockerProvider,
  }),
  notYet("opentofu", "OpenTofu is not part of this release yet"),
];
