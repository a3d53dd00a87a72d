import { join } from "node:path";
import { Container } from "@cdktf/provider-docker/lib/container";
import { Image } from "@cdktf/provider-docker/lib/image";
import { Network } from "@cdktf/provider-docker/lib/network";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Volume } from "@cdktf/provider-docker/lib/volume";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { TerraformData } from "../../../constructs/terraform/terraform-data";

/** What differs between the sample stacks of the applier's tests. */
export interface SampleOptions {
  /** Starts the names of all that the engine knows. */
  readonly prefix: string;
  /** Name of the image. */
  readonly image: string;
  /** Folder that the volume stands for, and that the gate writes to. */
  readonly data: string;
  /** First three numbers of the network's addresses, such as 10.77.3. */
  readonly net: string;
  /** Ids of the containers. @default ["a", "b"] */
  readonly containers?: readonly string[];
  /** Value of a label of a container, by its id. @default - 1 */
  readonly labels?: Readonly<Record<string, string>>;
  /** Health check of a container, by its id. @default - one that passes */
  readonly checks?: Readonly<Record<string, readonly string[]>>;
  /** What each container runs. @default - a shell that sleeps and ends on SIGTERM */
  readonly script?: string;
  /** Memory of a container in MiB. @default 32 */
  readonly memory?: number;
  /** Attributes that no stack of the kit has, by their path in the synthesized stack. @default - none */
  readonly planted?: Readonly<Record<string, unknown>>;
}

const SLEEP = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.1; done";

/**
 * Synthesizes a stack of the shape that the kit emits: a network, an image, a volume, containers that
 * wait to be healthy, and a gate after all of them.
 *
 * @returns the folder of the stack
 */
export function synthSample(outdir: string, options: SampleOptions): string {
  const { prefix, net, data, containers = ["a", "b"] } = options;
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "sample");
  new LocalBackend(stack, { path: join(outdir, "terraform.tfstate") });
  new DockerProvider(stack, "docker", {});
  const labels = [{ label: "cachefort", value: prefix }];
  const network = new Network(stack, "network", {
    name: `${prefix}-net`,
    driver: "bridge",
    internal: false,
    ipamConfig: [{ subnet: `${net}.0/24`, gateway: `${net}.1` }],
    options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    labels,
  });
  const image = new Image(stack, "image", { name: options.image, keepLocally: true });
  const volume = new Volume(stack, "volume", {
    name: `${prefix}-data`,
    driver: "local",
    driverOpts: { type: "none", o: "bind", device: data },
    labels,
  });
  const made = containers.map((id, index) =>
    sampleContainer(stack, id, index, options, { network, image, volume }),
  );
  new TerraformData(stack, "gate", {
    triggersReplace: { containers: made.map(({ id }) => id).join(",") },
    dependsOn: made,
    provisioners: [
      {
        type: "local-exec",
        interpreter: ["/bin/sh", "-c"],
        command: 'echo "$WORD" >> "$FILE" && echo passed',
        environment: { WORD: "gate", FILE: join(data, "gate") },
      },
    ],
  });
  new TerraformOutput(stack, "addresses", {
    value: made.map(({ name }, index) => ({ name, address: `${net}.${10 + index}` })),
  });
  for (const [path, value] of Object.entries(options.planted ?? {})) stack.addOverride(path, value);
  app.synth();
  return join(outdir, "stacks", "sample");
}

function sampleContainer(
  stack: TerraformStack,
  id: string,
  index: number,
  options: SampleOptions,
  { network, image, volume }: { network: Network; image: Image; volume: Volume },
): Container {
  const { prefix, net, data, memory = 32, script = SLEEP } = options;
  return new Container(stack, id, {
    name: `${prefix}-${id}`,
    image: image.imageId,
    user: "65534:65534",
    entrypoint: ["/bin/sh", "-c"],
    command: [script],
    env: ["B=2", "A=1"],
    hostname: id,
    readOnly: true,
    tmpfs: { "/tmp": "size=1m,mode=1777" },
    capabilities: { drop: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    memory,
    memorySwap: memory,
    cpus: "0.5",
    ulimit: [{ name: "nofile", soft: 256, hard: 512 }],
    restart: "on-failure",
    maxRetryCount: 3,
    logDriver: "json-file",
    logOpts: { "max-size": "1m", "max-file": "2" },
    networksAdvanced: [{ name: network.name, ipv4Address: `${net}.${10 + index}`, aliases: [id] }],
    mounts: [
      {
        type: "bind",
        source: data,
        target: "/config",
        readOnly: true,
        bindOptions: { propagation: "rprivate" },
      },
      { type: "volume", source: volume.name, target: "/data" },
    ],
    healthcheck: {
      test: ["CMD", ...(options.checks?.[id] ?? ["/bin/true"])],
      interval: "200ms",
      timeout: "1s",
      startPeriod: "0s",
      retries: 1,
    },
    wait: true,
    waitTimeout: 20,
    stopTimeout: 5,
    destroyGraceSeconds: 5,
    labels: [{ label: "cachefort.test", value: options.labels?.[id] ?? "1" }],
    mustRun: true,
    ipcMode: "private",
    shmSize: 8,
  });
}
