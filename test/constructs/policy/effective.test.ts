import { DOCKER_EXCEPTIONS } from "../../../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../../../constructs/policy/docker/rules";
import { compareEffective } from "../../../constructs/policy/effective";
import {
  subjectOfContainer,
  subjectOfNetwork,
  subjectOfVolume,
} from "../../../constructs/policy/from-inspect";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import type { Subject } from "../../../constructs/policy/subject";
import container from "../../fixtures/docker/container-20.10.json";
import network from "../../fixtures/docker/network-20.10.json";
import volume from "../../fixtures/docker/volume-20.10.json";
import { changedStack, policyStack } from "../../support/policy-stack";

const effective: readonly Subject[] = [
  subjectOfContainer(container),
  subjectOfNetwork(network),
  subjectOfVolume(volume),
];
const compare = (stack = policyStack(), running = effective, exceptions = DOCKER_EXCEPTIONS) =>
  compareEffective(subjectsOfTerraform(stack), running, DOCKER_RULES, exceptions);
const disagreeing = (rows = compare()) =>
  rows.filter(({ agrees }) => !agrees).map(({ rule, subject }) => `${rule.id}: ${subject}`);
const withHost = (host: object) => [
  subjectOfContainer({ ...container, HostConfig: { ...container.HostConfig, ...host } }),
  ...effective.slice(1),
];

describe("compareEffective", () => {
  it("has a row for every rule on what it applies to, and each agrees", () => {
    const rows = compare();
    expect(disagreeing(rows)).toEqual([]);
    expect(rows.map(({ subject }) => subject.split(" ")[0])).toEqual([
      ...Array<string>(37).fill("container"),
      ...Array<string>(3).fill("network"),
      ...Array<string>(4).fill("volume"),
    ]);
  });

  it("shows what was found on each side, and the exception", () => {
    const row = compare().find(({ rule }) => rule.id === "pids-limit");
    expect(row).toMatchObject({
      subject: "container sessions-0-0",
      configured: { verdict: { status: "NON_COMPLIANT", found: "no limit" } },
      effective: { exception: { rule: "pids-limit" } },
      agrees: true,
    });
  });

  it("does not agree where a rule does not hold on either side", () => {
    expect(disagreeing(compare(undefined, withHost({ Privileged: true })))).toEqual([
      "not-privileged: container sessions-0-0",
    ]);
    expect(disagreeing(compare(changedStack("docker_container", { privileged: true })))).toEqual([
      "selinux-on: container sessions-0-0",
      "not-privileged: container sessions-0-0",
      "masked-system-paths: container sessions-0-0",
    ]);
  });

  it("does not agree where the rule holds on both sides, but by different values", () => {
    const changed = withHost({ NanoCpus: 1e9, Memory: 32 * 1024 * 1024 });
    expect(disagreeing(compare(undefined, changed))).toEqual([
      "memory-limit: container sessions-0-0",
      "cpu-limit: container sessions-0-0",
      "no-swap: container sessions-0-0",
    ]);
  });

  it("does not ask for the same value where the rule says why it differs", () => {
    const row = compare().find(({ rule }) => rule.id === "image-pinned");
    expect(row?.configured?.verdict.found).toBe("redis:7.4.11");
    expect(row?.effective?.verdict.found).toBe("a digest");
    expect(row?.agrees).toBe(true);
  });

  it("agrees where what runs is better than an exception", () => {
    expect(disagreeing(compare(undefined, withHost({ PidsLimit: 64 })))).toEqual([]);
    expect(disagreeing(compare(undefined, effective, []))).toEqual([
      "pids-limit: container sessions-0-0",
    ]);
  });

  it("does not agree in any row where something is on one side alone", () => {
    const gone = compare(undefined, effective.slice(0, 2));
    expect(disagreeing(gone)).toHaveLength(4);
    expect(gone.filter(({ agrees }) => !agrees)[0]).toMatchObject({
      subject: "volume sessions-0-0",
      configured: { verdict: { status: "COMPLIANT" } },
    });
    const stranger = { ...subjectOfNetwork(network), name: "stranger" };
    const rows = compare(undefined, [...effective, stranger]);
    expect([...new Set(disagreeing(rows).map((row) => row.split(": ")[1]))]).toEqual([
      "network stranger",
    ]);
  });
});
