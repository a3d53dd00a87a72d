import type { ContainerFacts } from "../../../constructs/policy/container-facts";
import { containerFromInspect } from "../../../constructs/policy/container-from-inspect";
import {
  subjectOfContainer,
  subjectOfNetwork,
  subjectOfVolume,
} from "../../../constructs/policy/from-inspect";
import { subjectsOfTerraform } from "../../../constructs/policy/from-terraform";
import type { JsonRecord } from "../../../constructs/policy/json-values";
import container from "../../fixtures/docker/container-20.10.json";
import network from "../../fixtures/docker/network-20.10.json";
import volume from "../../fixtures/docker/volume-20.10.json";
import { policyStack } from "../../support/policy-stack";

const configured = subjectsOfTerraform(policyStack());
const factsOf = (wanted: string) => configured.find(({ kind }) => kind === wanted)?.facts;

/** The recorded container with some entries of its host configuration replaced. */
const withHost = (host: JsonRecord) =>
  containerFromInspect({ ...container, HostConfig: { ...container.HostConfig, ...host } });

describe("what Docker 20.10 tells of the container of the clean stack", () => {
  const subject = subjectOfContainer(container);

  it("has the name without its slash", () => {
    expect(subject).toMatchObject({ name: "sessions-0-0", path: "container sessions-0-0" });
  });

  it("means the same as its configuration, but for the image and the mode of the network", () => {
    expect(subject.facts).toEqual({
      ...factsOf("container"),
      image: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      networkMode: "sessions-0-0",
    });
  });

  it("means the same for the network and the volume", () => {
    expect(subjectOfNetwork(network)).toMatchObject({ name: "sessions-0-0" });
    expect(subjectOfNetwork(network).facts).toEqual(factsOf("network"));
    expect(subjectOfVolume(volume)).toMatchObject({ name: "sessions-0-0" });
    expect({ ...subjectOfVolume(volume).facts, texts: [] }).toEqual({
      ...factsOf("volume"),
      texts: [],
    });
  });
});

describe("containerFromInspect", () => {
  it.each<[string, JsonRecord, Partial<ContainerFacts>]>([
    ["-1 as no limit of processes", { PidsLimit: -1 }, { pidsLimit: 0 }],
    ["a limit of processes", { PidsLimit: 64 }, { pidsLimit: 64 }],
    ["the default network by its name", { NetworkMode: "default" }, { networkMode: "bridge" }],
    ["capabilities with their prefix", { CapAdd: ["CAP_CHOWN"] }, { addedCapabilities: ["CHOWN"] }],
    ["a quota of processors", { NanoCpus: 0, CpuQuota: 150_000 }, { cpus: 1.5 }],
    ["paths that nobody masks", { MaskedPaths: null }, { masksSystemPaths: false }],
    ["paths that nobody protects", { ReadonlyPaths: [] }, { masksSystemPaths: false }],
    ["rules for devices", { DeviceCgroupRules: ["c 1:3 mr"] }, { devices: ["c 1:3 mr"] }],
    [
      "the older spelling of options",
      { SecurityOpt: ["label:disable"] },
      { securityOptions: ["label=disable"] },
    ],
  ])("knows %s", (_, host, facts) => {
    expect(withHost(host)).toMatchObject(facts);
  });

  it("knows the mounts of another container", () => {
    expect(withHost({ VolumesFrom: ["other:ro"] }).mounts).toContainEqual(
      expect.objectContaining({ type: "container", source: "other:ro", isReadOnly: true }),
    );
  });

  it("takes the ports that are asked for where none is bound yet, and every address for none", () => {
    const asked = { "7200/udp": [{ HostIp: "", HostPort: "" }] };
    const created = {
      ...container,
      HostConfig: { ...container.HostConfig, PortBindings: asked },
      NetworkSettings: { ...container.NetworkSettings, Ports: { "7200/udp": null } },
    };
    expect(containerFromInspect(created).ports).toEqual([
      { hostIp: "0.0.0.0", hostPort: 0, containerPort: 7200, protocol: "udp" },
    ]);
  });

  it("takes what is bound over what was asked for", () => {
    const bound = { "7200/tcp": [{ HostIp: "0.0.0.0", HostPort: "7200" }] };
    const settings = { ...container.NetworkSettings, Ports: bound };
    expect(containerFromInspect({ ...container, NetworkSettings: settings }).ports).toMatchObject([
      { hostIp: "0.0.0.0" },
    ]);
  });
});
