import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DOCKER_EXCEPTIONS } from "../../../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../../../constructs/policy/docker/rules";
import { compareEffective } from "../../../constructs/policy/effective";
import {
  subjectOfContainer,
  subjectOfNetwork,
  subjectOfVolume,
} from "../../../constructs/policy/from-inspect";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import { judgeAll, violationsOf } from "../../../constructs/policy/judge";
import type { JsonRecord } from "../../../constructs/policy/json-values";
import type { Subject } from "../../../constructs/policy/subject";
import { importBusybox } from "../../support/docker/busybox-image";
import {
  askEngine,
  makeContainer,
  removeFromEngine,
  tellEngine,
} from "../../support/docker/made-by-hand";
import { ENGINE_FAULTS } from "../../support/planted-faults";
import {
  changedStack,
  containerBody,
  policyStack,
  type PolicyStackPlace,
} from "../../support/policy-stack";

const PREFIX = `cfpol-${process.pid}`;
const REPOSITORY = `${PREFIX}-busybox`;
const folder = mkdtempSync(join(tmpdir(), "cachefort-policy-"));
const place: PolicyStackPlace = {
  name: `${PREFIX}-node`,
  secrets: join(folder, "secrets"),
  data: join(folder, "data"),
  // The engine picks one, and what is found must not depend on it.
  port: 0,
  image: `${REPOSITORY}:1.35`,
};
const container = `/containers/${place.name}`;
const [network, volume] = [`/networks/${place.name}`, `/volumes/${place.name}`];

const inspect = askEngine;
const configured = subjectsOfTerraform(policyStack(place));
const violated = (...subjects: Subject[]) =>
  violationsOf(judgeAll(subjects, DOCKER_RULES, DOCKER_EXCEPTIONS)).map(({ rule }) => rule.id);

async function makeNetwork(body: JsonRecord = {}, name = place.name): Promise<void> {
  const clean = {
    Name: name,
    Driver: "bridge",
    Options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    Labels: { "cachefort.environment": "docker" },
  };
  await tellEngine("/networks/create", { ...clean, ...body });
}

async function makeVolume(body: JsonRecord = {}, name = place.name): Promise<void> {
  const DriverOpts = { type: "none", o: "bind", device: place.data };
  const clean = { Name: name, Driver: "local", DriverOpts };
  await tellEngine("/volumes/create", { ...clean, ...body });
}

const removeContainer = () => removeFromEngine(`${container}?force=true&v=true`);

async function running(): Promise<Subject[]> {
  return [
    subjectOfContainer(await inspect(`${container}/json`)),
    subjectOfNetwork(await inspect(network)),
    subjectOfVolume(await inspect(volume)),
  ];
}

beforeAll(async () => {
  mkdirSync(place.secrets);
  mkdirSync(place.data);
  importBusybox(place.image);
  await makeNetwork();
  await makeVolume();
});

afterEach(removeContainer);

afterAll(async () => {
  await removeContainer();
  await removeFromEngine(network);
  await removeFromEngine(volume);
  await removeFromEngine(`/images/${place.image}`);
  rmSync(folder, { recursive: true, force: true });
});

const disagreeing = async () =>
  compareEffective(configured, await running(), DOCKER_RULES, DOCKER_EXCEPTIONS)
    .filter(({ agrees }) => !agrees)
    .map(({ rule, subject }) => `${rule.id} on ${subject.split(" ")[0]}`);

describe("a hardened container that runs", () => {
  beforeEach(() => makeContainer(place.name, containerBody(place)));

  it("agrees with its configuration in every row", async () => {
    const rows = compareEffective(configured, await running(), DOCKER_RULES, DOCKER_EXCEPTIONS);
    expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
    const rules = new Set(rows.map(({ rule }) => rule.id));
    const written = ["judged-attributes", "known-values"];
    expect(DOCKER_RULES.map(({ id }) => id).filter((id) => !rules.has(id))).toEqual(written);
  });

  it("does not agree any more when somebody changed a limit", async () => {
    const body = { Memory: 32 * 1024 * 1024, MemorySwap: 32 * 1024 * 1024 };
    await tellEngine(`${container}/update`, body);
    await expect(disagreeing()).resolves.toEqual(["memory-limit on container"]);
  });

  it("does not agree any more when somebody connected it elsewhere", async () => {
    const path = "/networks/bridge/connect";
    await tellEngine(path, { Container: place.name });
    await expect(disagreeing()).resolves.toEqual(["own-network on container"]);
  });

  it("may have the limit of processes that the provider cannot give it", async () => {
    await tellEngine(`${container}/update`, { PidsLimit: 64 });
    const rows = compareEffective(configured, await running(), DOCKER_RULES, DOCKER_EXCEPTIONS);
    const row = rows.find(({ rule }) => rule.id === "pids-limit");
    expect(row?.effective?.verdict).toEqual({ status: "COMPLIANT", found: "64 processes" });
    expect(row?.agrees).toBe(true);
  });

  it("does not agree when the engine has it no more", async () => {
    const subjects = await running();
    await removeContainer();
    const [, ...others] = subjects;
    const rows = compareEffective(configured, others, DOCKER_RULES, DOCKER_EXCEPTIONS);
    const gone = rows.filter(({ subject }) => subject === `container ${place.name}`);
    expect(gone.length).toBeGreaterThan(22);
    expect(gone.filter(({ agrees }) => agrees)).toEqual([]);
  });
});

describe("a planted fault", () => {
  const onContainers = ENGINE_FAULTS.filter(({ resource }) => resource === undefined);

  it.each(onContainers)("of a container is found by $rule in inspect: $what", async (fault) => {
    const { body = {}, host = {}, neverStarts } = fault.engine;
    const clean = containerBody(place);
    await makeContainer(
      place.name,
      { ...clean, ...body, HostConfig: { ...clean.HostConfig, ...host } },
      neverStarts === undefined,
    );
    const found = violated(subjectOfContainer(await inspect(`${container}/json`)));
    expect(found.sort()).toEqual([fault.rule, ...(fault.also ?? [])].sort());
  });

  const other = `${place.name}-other`;
  const onOthers = ENGINE_FAULTS.filter(({ resource }) => resource !== undefined);

  it.each(onOthers)("of a $resource is found by $rule in inspect: $what", async (fault) => {
    const isNetwork = fault.resource === "docker_network";
    const path = isNetwork ? `/networks/${other}` : `/volumes/${other}`;
    try {
      await (isNetwork ? makeNetwork : makeVolume)(fault.engine.body, other);
      const inspected = await inspect(path);
      const subject = isNetwork ? subjectOfNetwork(inspected) : subjectOfVolume(inspected);
      expect(violated(subject).sort()).toEqual([fault.rule, ...(fault.also ?? [])].sort());
    } finally {
      await removeFromEngine(path);
    }
  });

  it("of a network is found by bridge-network in inspect: the engine's own `host`", async () => {
    expect(violated(subjectOfNetwork(await inspect("/networks/host")))).toContain("bridge-network");
  });

  it("is tried for at least 22 rules", () => {
    expect(new Set(ENGINE_FAULTS.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(22);
  });

  it("makes its row disagree, also when it is configured", async () => {
    const clean = containerBody(place);
    const host = { ...clean.HostConfig, PidMode: "host" };
    await makeContainer(place.name, { ...clean, HostConfig: host });
    const stack = subjectsOfTerraform(
      changedStack("docker_container", { pid_mode: "host" }, place),
    );
    const rows = compareEffective(stack, await running(), DOCKER_RULES, DOCKER_EXCEPTIONS);
    const wrong = rows.filter(({ agrees }) => !agrees).map(({ rule }) => rule.id);
    expect(wrong).toEqual(["selinux-on", "own-pid-namespace"]);
  });
});
