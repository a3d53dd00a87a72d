import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DOCKER_EXCEPTIONS } from "../../../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../../../constructs/policy/docker/rules";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import { judgeAll, violationsOf } from "../../../constructs/policy/judge";
import type { JsonRecord } from "../../../constructs/policy/json-values";
import { PLANTED_FAULTS } from "../../support/planted-faults";
import { changedStack, policyStack, type PolicyResource } from "../../support/policy-stack";

const judge = (stack: JsonRecord) =>
  judgeAll(subjectsOfTerraform(stack), DOCKER_RULES, DOCKER_EXCEPTIONS);
const violated = (stack: JsonRecord) => [
  ...new Set(violationsOf(judge(stack)).map(({ rule }) => rule.id)),
];

const ids = DOCKER_RULES.map(({ id }) => id);
const names = (rules: readonly { rule: string }[]) => [...new Set(rules.map(({ rule }) => rule))];

describe("the rules", () => {
  it("stand in one file each, which has the rule's id as its name", () => {
    const files = readdirSync(join(__dirname, "../../../constructs/policy/docker"))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => name !== "rules" && name !== "exceptions");
    expect([...ids].sort()).toEqual(files.sort());
  });

  it.each(DOCKER_RULES.map((rule) => [rule.id, rule] as const))(
    "%s says why in one sentence, and what it wants",
    (_, { cis, reason, wanted }) => {
      expect(reason).toMatch(/^\S.{20,}[^.]$/);
      expect(wanted).toMatch(/^\S.+[^.]$/);
      expect(cis ?? "5.2").toMatch(/^(4\.1|5\.\d{1,2})$/);
    },
  );

  it("cover the container section of the CIS benchmark, but for what no configuration shows", () => {
    // 5.1 is Swarm, 5.7 sshd in an image, 5.23 and 5.24 what people execute, 5.28 pulls.
    const elsewhere = [1, 7, 23, 24, 28];
    const section = Array.from({ length: 32 }, (_, index) => index + 1)
      .filter((number) => !elsewhere.includes(number))
      .map((number) => `5.${number}`);
    expect(DOCKER_RULES.flatMap(({ cis }) => cis ?? [])).toEqual(["4.1", ...section]);
  });
});

describe("a clean stack", () => {
  it("breaks no rule", () => {
    expect(violated(policyStack())).toEqual([]);
  });

  it("meets every rule, but for the one that is excepted", () => {
    const met = judge(policyStack())
      .filter(({ verdict }) => verdict.status === "COMPLIANT")
      .map(({ rule }) => rule.id);
    expect(ids.filter((id) => !met.includes(id))).toEqual(["pids-limit"]);
  });

  it("tells the exception that it needs", () => {
    const excepted = judge(policyStack()).filter(({ exception }) => exception !== undefined);
    expect(excepted.map(({ rule, subject }) => [rule.id, subject.name])).toEqual([
      ["pids-limit", "sessions-0-0"],
    ]);
  });
});

describe("planted faults", () => {
  it("are at least 22, and at least one for each rule that is not excepted everywhere", () => {
    const everywhere = DOCKER_EXCEPTIONS.filter(({ found }) => found === undefined);
    expect(names(PLANTED_FAULTS).length).toBeGreaterThanOrEqual(22);
    expect([...names(PLANTED_FAULTS), ...names(everywhere)].sort()).toEqual([...ids].sort());
  });

  it.each(PLANTED_FAULTS)("$rule finds $what, and no other rule speaks", (fault) => {
    const found = violated(changedStack(fault.resource ?? "docker_container", fault.attributes));
    expect(found.sort()).toEqual([fault.rule, ...(fault.also ?? [])].sort());
  });

  it("are told without the secret that was found", () => {
    const secrets = PLANTED_FAULTS.filter(({ rule }) => rule === "no-literal-secret");
    const told = secrets.flatMap(({ attributes, resource = "docker_container" }) =>
      violationsOf(judge(changedStack(resource, attributes))).map(({ verdict }) => verdict.found),
    );
    expect(told).toEqual([
      "a secret in env REDIS_PASSWORD",
      "a secret in label cachefort.key",
      "a secret in command",
      "a secret in health check",
      "a secret in label key",
      "a secret in option o",
    ]);
  });
});

describe("what looks like a fault and is none", () => {
  const digest = "sha256:0f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a69780f1e2d3c4b5a6978";

  it.each<[string, JsonRecord, PolicyResource?]>([
    ["no restart at all", { restart: "no", max_retry_count: null }],
    ["the excepted restart", { restart: "unless-stopped", max_retry_count: null }],
    ["a port on the loopback address of IPv6", { ports: [{ internal: 7200, ip: "::1" }] }],
    ["no published port", { ports: null }],
    ["no network at all", { network_mode: "none", networks_advanced: null, ports: null }],
    ["the engine's own form of a log", { log_driver: "local", log_opts: null }],
    ["a quota in place of a number of processors", { cpus: null, cpu_quota: 50_000 }],
    ["the engine's options of tmpfs", { tmpfs: { "/tmp": "" } }],
    ["a strict option after its opposite", { tmpfs: { "/tmp": "exec,noexec" } }],
    ["no shared memory", { ipc_mode: "none" }],
    ["what the engine makes private", { ipc_mode: null }],
    ["the capabilities' other spelling", { capabilities: [{ drop: ["all"] }] }],
    ["the option without its value", { security_opts: ["no-new-privileges"] }],
    ["a profile of one's own", { security_opts: ["no-new-privileges", "seccomp={}"] }],
    ["a digest in a label", { labels: [{ label: "config", value: digest }] }],
    ["a digest under a secret's name", { labels: [{ label: "secrets", value: digest }] }],
    ["a name of a secret's file", { env: ["REDIS_PASSWORD_FILE=secrets/api", "TOKEN=/run/x"] }],
    ["an empty value of a secret's name", { env: ["REDIS_PASSWORD="] }],
    ["a dollar sign that is meant", { command: ["-c", "echo $${HOME}"] }],
    ["a port that is far from any other", { ports: [{ internal: 17_300, ip: "127.0.0.1" }] }],
    ["a digest", { name: `redis@${digest}` }, "docker_image"],
    ["what lets an image be pulled", { pull_triggers: ["${data.x.y.z}"] }, "docker_image"],
    ["a network without a way out", { internal: true, options: null }, "docker_network"],
    ["a volume that the engine keeps", { driver_opts: null }, "docker_volume"],
  ])("%s breaks no rule", (_, attributes, resource = "docker_container") => {
    expect(violated(changedStack(resource, attributes))).toEqual([]);
  });
});
