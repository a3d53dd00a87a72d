import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../template";
import { synthSample } from "../sample-stack";
import { type Configuration, parseConfiguration, readConfiguration } from "./configuration";

const outdir = mkdtempSync(join(tmpdir(), "cachefort-applier-"));
afterAll(() => rmSync(outdir, { recursive: true }));
const sample = { prefix: "cfapp", image: "busybox:test", data: "/data", net: "10.77.1" };
const folder = synthSample(outdir, sample);

/** The sample with a value planted, by its path. */
function planted(path: string, value: unknown): Configuration {
  const parsed = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as JsonObject;
  const steps = path.split("/");
  const last = steps.pop() ?? "";
  let place: unknown = parsed;
  for (const step of steps) {
    const at = place as Record<string, unknown>;
    at[step] ??= {};
    place = at[step];
  }
  (place as Record<string, unknown>)[last] = value;
  return parseConfiguration(folder, parsed);
}

test("what the bindings synthesize is known, every part of it", () => {
  const { blocks, graph, outputs, host } = readConfiguration(folder);
  expect([...blocks.keys()].sort()).toEqual([
    "docker_container.a",
    "docker_container.b",
    "docker_image.image",
    "docker_network.network",
    "docker_volume.volume",
    "terraform_data.gate",
  ]);
  expect(graph.order.at(-1)).toBe("terraform_data.gate");
  expect([...graph.dependenciesOf("docker_container.a")].sort()).toEqual([
    "docker_image.image",
    "docker_network.network",
    "docker_volume.volume",
  ]);
  expect(Object.keys(outputs)).toEqual(["addresses"]);
  expect(host).toBeUndefined();
});

const CONTAINER = "resource/docker_container/a";

test.each([
  ["locals", "", 'the applier knows no "locals" in cdk.tf.json'],
  ["module", {}, 'the applier knows no "module" in cdk.tf.json'],
  ["terraform/cloud", {}, 'the applier knows no "cloud" in terraform'],
  ["terraform/backend/s3", {}, 'the applier knows no backend "s3"'],
  [
    "terraform/backend/local/lock",
    true,
    'terraform.backend.local: the applier knows no attribute "lock"',
  ],
  ["terraform/required_providers/docker/version", "3.0.0", "the applier knows no provider"],
  [
    "terraform/required_providers/aws",
    { source: "hashicorp/aws" },
    "the applier knows no provider",
  ],
  ["provider/aws", [{}], 'the applier knows no "aws" in provider'],
  ["provider/docker", [{ alias: "x" }], 'provider.docker: the applier knows no attribute "alias"'],
  ["provider/docker", [{}, {}], "the applier knows one provider.docker, without aliases"],
  [
    "output/addresses/ephemeral",
    true,
    'output.addresses: the applier knows no attribute "ephemeral"',
  ],
  [
    "output/other",
    { value: "${docker_network.gone.id}" },
    "output.other names docker_network.gone, which is not there",
  ],
  ["resource/docker_secret", { s: {} }, 'the applier knows no resource type "docker_secret"'],
  [
    "resource/docker_network/network/attachable",
    true,
    'docker_network.network: the applier knows no attribute "attachable"',
  ],
  [
    "resource/docker_network/network/ipam_config/0/aux_address",
    {},
    'docker_network.network.ipam_config[0]: the applier knows no attribute "aux_address"',
  ],
  [
    "resource/docker_image/image/pull_triggers",
    [],
    'docker_image.image: the applier knows no attribute "pull_triggers"',
  ],
  [
    "resource/docker_volume/volume/mountpoint",
    "/x",
    'docker_volume.volume: the applier knows no attribute "mountpoint"',
  ],
  [
    "resource/docker_volume/volume/labels/0/key",
    "x",
    'docker_volume.volume.labels[0]: the applier knows no attribute "key"',
  ],
  [
    `${CONTAINER}/privileged`,
    true,
    'docker_container.a: the applier knows no attribute "privileged"',
  ],
  [`${CONTAINER}/count`, 2, 'docker_container.a: the applier knows no attribute "count"'],
  [`${CONTAINER}/for_each`, {}, 'docker_container.a: the applier knows no attribute "for_each"'],
  [
    `${CONTAINER}/provisioner`,
    [],
    'docker_container.a: the applier knows no attribute "provisioner"',
  ],
  [
    `${CONTAINER}/lifecycle/ignore_changes`,
    ["env"],
    'docker_container.a.lifecycle: the applier knows no attribute "ignore_changes"',
  ],
  [
    `${CONTAINER}/capabilities/keep`,
    [],
    'docker_container.a.capabilities[0]: the applier knows no attribute "keep"',
  ],
  [
    `${CONTAINER}/healthcheck/start_interval`,
    "1s",
    'docker_container.a.healthcheck[0]: the applier knows no attribute "start_interval"',
  ],
  [
    `${CONTAINER}/networks_advanced/0/mac_address`,
    "x",
    'docker_container.a.networks_advanced[0]: the applier knows no attribute "mac_address"',
  ],
  [
    `${CONTAINER}/ports`,
    [{ internal: 1, external: 2, host: "x" }],
    'docker_container.a.ports[0]: the applier knows no attribute "host"',
  ],
  [
    `${CONTAINER}/ulimit/0/value`,
    1,
    'docker_container.a.ulimit[0]: the applier knows no attribute "value"',
  ],
  [
    `${CONTAINER}/mounts/0/tmpfs_options`,
    {},
    'docker_container.a.mounts[0]: the applier knows no attribute "tmpfs_options"',
  ],
  [
    `${CONTAINER}/mounts/0/bind_options/selinux`,
    "z",
    'docker_container.a.mounts[0].bind_options[0]: the applier knows no attribute "selinux"',
  ],
  [
    "resource/terraform_data/gate/input",
    "x",
    'terraform_data.gate: the applier knows no attribute "input"',
  ],
  [
    "resource/terraform_data/gate/provisioner/0/remote-exec",
    {},
    "terraform_data.gate.provisioner[0]: the applier knows no provisioner",
  ],
  [
    "resource/terraform_data/gate/provisioner/0/local-exec/on_failure",
    "continue",
    'provisioner[0].local-exec: the applier knows no attribute "on_failure"',
  ],
])("%s is refused by its name", (path, value, message) => {
  expect(() => planted(path, value)).toThrow(message);
});

test.each([
  [`${CONTAINER}/name`, null, 'docker_container.a: "name" is required'],
  [`${CONTAINER}/memory`, "64", 'docker_container.a.memory takes a number, not "64"'],
  [`${CONTAINER}/memory_swap`, -2, "docker_container.a.memory_swap is -2, below -1"],
  [
    `${CONTAINER}/read_only`,
    "true",
    'docker_container.a.read_only takes true or false, not "true"',
  ],
  [`${CONTAINER}/cpus`, "half", 'docker_container.a.cpus is "half"'],
  [`${CONTAINER}/restart`, "sometimes", 'docker_container.a.restart is "sometimes"'],
  [`${CONTAINER}/command`, ["a", ""], 'docker_container.a.command[1] is ""'],
  [`${CONTAINER}/env`, { A: "1" }, 'docker_container.a.env takes a list, not {"A":"1"}'],
  [`${CONTAINER}/tmpfs`, ["/tmp"], 'docker_container.a.tmpfs takes a map, not ["/tmp"]'],
  [
    `${CONTAINER}/healthcheck/interval`,
    "1 s",
    'docker_container.a.healthcheck[0].interval is "1 s"',
  ],
  [
    `${CONTAINER}/healthcheck`,
    [{ test: [] }, { test: [] }],
    "docker_container.a.healthcheck stands 2 times, at most 1",
  ],
  [`${CONTAINER}/mounts/0/type`, "tmpfs", 'docker_container.a.mounts[0].type is "tmpfs"'],
  [
    `${CONTAINER}/mounts/0/bind_options/propagation`,
    "all",
    'docker_container.a.mounts[0].bind_options[0].propagation is "all"',
  ],
  [`${CONTAINER}/hostname`, "${upper(docker_image.image.name)}", "is more than plain references"],
  [
    `${CONTAINER}/image`,
    "${docker_image.other.image_id}",
    "docker_container.a names docker_image.other, which is not there",
  ],
  [
    `${CONTAINER}/depends_on`,
    ["module.x"],
    "docker_container.a names module.x, which is not there",
  ],
  [`${CONTAINER}/depends_on`, ["${docker_image.image}"], "is no address of a resource"],
  [
    `${CONTAINER}/depends_on`,
    ["terraform_data.gate"],
    "resources need each other: docker_container.a → terraform_data.gate → docker_container.a",
  ],
  [
    "resource/terraform_data/gate/for_each",
    { a: "${docker_image.image.id}" },
    "known without an apply",
  ],
  [
    "resource/terraform_data/gate/provisioner/0/local-exec/when",
    "never",
    'provisioner[0].when is "never"',
  ],
])("%s: %j is refused", (path, value, message) => {
  expect(() => planted(path, value)).toThrow(message);
});

test("a host of the provider is told", () => {
  expect(planted("provider/docker", [{ host: "unix:///run/d.sock" }]).host).toBe(
    "unix:///run/d.sock",
  );
});
