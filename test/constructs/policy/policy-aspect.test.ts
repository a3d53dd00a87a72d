import { App, Aspects, TerraformStack, Testing } from "cdktf";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PolicyAspect, type PolicyAspectProps } from "../../../constructs/policy/policy-aspect";
import { Template } from "../../support/template";

/** A stack with one container that breaks no rule. */
function cleanStack(scope = Testing.app()) {
  const stack = new TerraformStack(scope, "cachefort-docker");
  new DockerProvider(stack, "docker");
  const image = new Image(stack, "image", { name: "redis:7.4.11", keepLocally: true });
  const network = new Network(stack, "network", {
    name: "sessions",
    driver: "bridge",
    internal: true,
  });
  const container = new Container(stack, "node", {
    name: "sessions-0-0",
    image: image.imageId,
    user: "999:999",
    readOnly: true,
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    memory: 64,
    memorySwap: 64,
    cpus: "0.5",
    ulimit: [{ name: "nofile", soft: 1024, hard: 1024 }],
    restart: "on-failure",
    maxRetryCount: 5,
    logDriver: "local",
    networksAdvanced: [{ name: network.name }],
    healthcheck: { test: ["CMD", "true"] },
  });
  return { stack, network, container };
}

/** The findings of a synth, without the paths that cdktf puts before them. */
function findings(stack: TerraformStack, props?: PolicyAspectProps): string[] {
  PolicyAspect.add(stack, props);
  try {
    Template.of(stack);
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    return lines.flatMap((line) => /POLICY_VIOLATED: .*/.exec(line) ?? []);
  }
  return [];
}

const rulesOf = (lines: readonly string[]) =>
  lines.map((line) => /\(rule ([\w-]+)/.exec(line)?.[1]);

describe("PolicyAspect", () => {
  it("lets a clean stack pass", () => {
    expect(findings(cleanStack().stack)).toEqual([]);
  });

  it("tells rule, number of CIS, path, what was found and what is wanted, one line a finding", () => {
    const { stack, container } = cleanStack();
    container.readOnly = false;
    container.memory = 0;
    const [first, ...others] = findings(stack);
    expect(first).toBe(
      "POLICY_VIOLATED: one container that fills the memory lets the kernel end others (rule memory-limit, CIS Docker 5.11)" +
        ' · received: "no limit" · allowed: a limit' +
        " · fix: change the resource, or except the rule with a reason" +
        " · at: cachefort-docker/node",
    );
    expect(rulesOf(others)).toEqual(["read-only-root", "no-swap"]);
  });

  it("is part of every real synth", () => {
    const outdir = mkdtempSync(join(tmpdir(), "cachefort-policy-"));
    try {
      const app = new App({ outdir });
      const { container, stack } = cleanStack(app);
      // snippet:add
      PolicyAspect.add(stack);
      // end
      app.synth();
      container.pidMode = "host";
      expect(() => app.synth()).toThrow(/rule own-pid-namespace, CIS Docker 5\.16/);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });

  it("sees an override of a resource", () => {
    const { stack, container, network } = cleanStack();
    container.addOverride("capabilities.add", ["SYS_ADMIN"]);
    network.addOverride("internal", false);
    expect(rulesOf(findings(stack)).sort()).toEqual([
      "capabilities-dropped",
      "no-outbound-network",
    ]);
  });

  it("sees an override of the stack, which is part of no construct", () => {
    const { stack } = cleanStack();
    stack.addOverride("resource.docker_container.node.ipc_mode", "shareable");
    expect(rulesOf(findings(stack))).toEqual(["own-ipc-namespace"]);
  });

  it("sees a resource that only an override makes", () => {
    const { stack } = cleanStack();
    stack.addOverride("resource.docker_service.other", { name: "other" });
    expect(findings(stack)).toEqual([
      expect.stringMatching(/judged-attributes.*"docker_service".*at: docker_service\.other$/),
    ]);
  });

  it("sees what an aspect changes that was added later", () => {
    const { stack, container } = cleanStack();
    PolicyAspect.add(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === container) container.usernsMode = "host";
      },
    });
    expect(() => Template.of(stack)).toThrow(/no-host-users/);
  });

  it("judges a stack once, however often it is synthesized", () => {
    const { stack, container } = cleanStack();
    container.restart = "always";
    PolicyAspect.add(stack);
    expect(() => Template.of(stack)).toThrow(/restart-bounded/);
    expect(() => Template.of(stack)).not.toThrow(/restart-bounded[^]*restart-bounded/);
  });

  it("fails on a value that only Terraform knows", () => {
    const { stack, container } = cleanStack();
    container.addOverride("privileged", "${var.privileged}");
    expect(rulesOf(findings(stack))).toEqual(["known-values"]);
  });

  it("has nothing to say of other resources", () => {
    const stack = new TerraformStack(Testing.app(), "other");
    stack.addOverride("resource.terraform_data.x", { input: "root" });
    expect(findings(stack)).toEqual([]);
  });
});

describe("exceptions", () => {
  const infos = (stack: TerraformStack) =>
    stack.node.metadata
      .filter(({ type }) => type === "@cdktf/info")
      .map(({ data }) => String(data));

  it("are told once for all that needs them, at every synth", () => {
    const { stack } = cleanStack();
    findings(stack);
    Template.of(stack);
    expect(infos(stack)).toEqual([
      expect.stringMatching(
        /^policy: rule pids-limit, CIS Docker 5\.29, is not held by sessions-0-0: the provider has no/,
      ),
    ]);
  });

  it("hold for what they name alone", () => {
    const { stack, container } = cleanStack();
    container.restart = "always";
    container.privileged = true;
    const exceptions = [
      { rule: "pids-limit", subject: "other", reason: "it is another" },
      { rule: "restart-bounded", found: "unless-stopped", reason: "it is another" },
      { rule: "not-privileged", subject: "sessions-0-0", found: "privileged", reason: "a trial" },
    ];
    expect(rulesOf(findings(stack, { exceptions })).sort()).toEqual([
      "masked-system-paths",
      "pids-limit",
      "restart-bounded",
      "selinux-on",
    ]);
    expect(infos(stack)).toEqual([expect.stringContaining("not-privileged")]);
  });

  it("can be none at all", () => {
    expect(rulesOf(findings(cleanStack().stack, { exceptions: [] }))).toEqual(["pids-limit"]);
  });
});
