import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { App, TerraformStack } from "cdktf";
import { cdktfEnvironment } from "../../../operate/cdktf";
import { whyNoInit } from "../../../operate/prerequisites/terraform-provider";

const STACK = "cachefort-provider";

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "cachefort-provider-"));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

interface Validation {
  readonly valid: boolean;
  readonly error_count: number;
  readonly diagnostics: readonly { readonly summary: string }[];
}

test("the provider takes a container with every kind of limit that it is to have", async () => {
  await expect(validate(stackOf())).resolves.toMatchObject({ valid: true, error_count: 0 });
});

test("the provider refuses an attribute that it does not know", async () => {
  const stack = stackOf();
  stack.addOverride("resource.docker_container.node.no_such_attribute", true);
  const { valid, diagnostics } = await validate(stack);
  expect(valid).toBe(false);
  expect(diagnostics.map(({ summary }) => summary)).toEqual(["Extraneous JSON object property"]);
});

function stackOf(): TerraformStack {
  const stack = new TerraformStack(new App({ outdir }), STACK);
  new DockerProvider(stack, "docker");
  const network = new Network(stack, "network", {
    name: "cachefort-test-network",
    driver: "bridge",
    ipamConfig: [{ subnet: "10.213.0.0/24", gateway: "10.213.0.1" }],
    options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    labels: [{ label: "cachefort.environment", value: "test" }],
  });
  const image = new Image(stack, "image", { name: "redis:7.4", keepLocally: true });
  const volume = new Volume(stack, "volume", {
    name: "cachefort-test-volume",
    driver: "local",
    driverOpts: { type: "none", o: "bind", device: "/srv/cachefort" },
  });
  new Container(stack, "node", {
    name: "cachefort-test-node",
    image: image.imageId,
    user: "999:999",
    entrypoint: ["/bin/sh", "/cachefort/run.sh"],
    command: ["redis-server"],
    readOnly: true,
    tmpfs: { "/tmp": "size=16m,noexec,nosuid,nodev" },
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    memory: 256,
    memorySwap: 256,
    cpus: "0.5",
    ulimit: [{ name: "nofile", soft: 10_240, hard: 10_240 }],
    restart: "on-failure",
    maxRetryCount: 5,
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    networksAdvanced: [{ name: network.name, ipv4Address: "10.213.0.10", aliases: ["node"] }],
    ports: [{ internal: 7200, external: 7200, ip: "127.0.0.1", protocol: "tcp" }],
    mounts: [
      {
        type: "bind",
        source: "/srv/cachefort/node",
        target: "/cachefort",
        readOnly: true,
        bindOptions: { propagation: "rprivate" },
      },
      { type: "volume", source: volume.name, target: "/data" },
    ],
    healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "2s", retries: 3 },
    wait: true,
    waitTimeout: 60,
    stopTimeout: 30,
    destroyGraceSeconds: 30,
    ipcMode: "private",
    shmSize: 64,
  });
  return stack;
}

/** What Terraform says of the stack with the provider's own schema. */
async function validate(stack: TerraformStack): Promise<Validation> {
  App.of(stack).synth();
  const folder = join(outdir, "stacks", STACK);
  await expect(whyNoInit(folder)).resolves.toBeUndefined();
  return JSON.parse(terraformValidate(folder)) as Validation;
}

/** It ends with 1 when the configuration is not valid, and prints why. */
function terraformValidate(folder: string): string {
  try {
    return execFileSync("terraform", [`-chdir=${folder}`, "validate", "-json"], {
      encoding: "utf8",
      env: cdktfEnvironment("test"),
    });
  } catch (error) {
    const { status, stdout } = error as { status: number | null; stdout: string };
    if (status === 1) return stdout;
    throw error;
  }
}
