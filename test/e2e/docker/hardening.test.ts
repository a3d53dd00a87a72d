import type { DockerEnvironmentInput } from "../../../configs/schema";
import { DOCKER_EXCEPTIONS } from "../../../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../../../constructs/policy/docker/rules";
import { compareEffective } from "../../../constructs/policy/effective";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import type { Subject } from "../../../constructs/policy/subject";
import { docker } from "../../../operate/docker/engine";
import { hardening } from "../../../smoke/checks/redis";
import { hardening as ringHardening } from "../../../smoke/checks/memcached";
import { BOOKWORM } from "../../support/docker-images";
import { DockerProject } from "../../support/docker-project";
import { runCheck } from "../../support/memcached-check";
import { expectFailure, expectPass, runOn } from "../../support/redis-check";

jest.setTimeout(120_000);

const config: Omit<DockerEnvironmentInput, "target"> = {
  images: BOOKWORM,
  redis: [{ name: "carts", port: 22640, replicasPerShard: 0, nodeTimeoutMs: 1000 }],
  memcached: [{ name: "pages", nodes: 1, port: 22695, users: [{ name: "web" }] }],
};
const project = new DockerProject("cfhard");
beforeAll(async () => {
  await project.deploy(config);
});
afterAll(async () => {
  for (const name of byHand) await docker("rm", "--force", name);
  await project.close();
});
/** Containers that no deployment knows. */
const byHand: string[] = [];

const cluster = () => ({ deployed: project.redis("carts"), driver: project.driver });
const ring = () => ({ deployed: project.memcached("pages"), driver: project.driver });

/** Puts a container in the place of another, as somebody would by hand. */
async function replaceByHand(name: string, ...options: readonly string[]): Promise<void> {
  const { stdout } = await docker("inspect", "--format", "{{.Image}}", name);
  await docker("rm", "--force", name);
  byHand.push(name);
  const network = ["--network", "cachefort-cfhard"];
  await docker(
    "run",
    "--detach",
    "--name",
    name,
    ...network,
    ...options,
    stdout.trim(),
    "sleep",
    "300",
  );
}

test("what is configured is what runs, rule by rule", async () => {
  const names = ["0-0", "1-0", "2-0"].map((id) => project.container("carts", id));
  const inspected = await Promise.all(
    [...names, project.container("pages", "0")].map((name) => project.driver.inspect(name)),
  );
  const byName = new Map<string, Subject>(
    inspected.flat().map((subject) => [`${subject.kind} ${subject.name}`, subject]),
  );
  const rows = compareEffective(
    subjectsOfTerraform(project.configuration()),
    [...byName.values()],
    DOCKER_RULES,
    DOCKER_EXCEPTIONS,
  );
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
});

test("the containers of a deployment hold the policy", async () => {
  const result = await runOn(cluster(), hardening);
  expectPass(result);
  expect(result.evidence?.measured).toContain("excepted: nothing");
  expect(await runCheck(ringHardening, ring())).toMatchObject({ passed: true });
});

test("a container that keeps its capabilities", async () => {
  await replaceByHand(project.container("carts", "1-0"), "--read-only", "--user", "999:999");
  const result = await runOn(cluster(), hardening);
  expectFailure(result, "capabilities-dropped", "no-new-privileges", "pids-limit");
  await replaceByHand(project.container("pages", "0"));
  const outcome = await runCheck(ringHardening, ring());
  expect(outcome.passed).toBe(false);
  expect(outcome.evidence.measured).toContain("read-only-root");
});
