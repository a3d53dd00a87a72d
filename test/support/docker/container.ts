import { randomBytes } from "node:crypto";
import { docker, dockerWithInput } from "./engine";
import type { ImageAccount, TestImage } from "./images";

const PREFIX = "cachefort-test-";
const LOOPBACK = "127.0.0.1";

/** Reads lines of a name and a text in base64, and is told the owner of the files that it writes. */
const FILL = `umask 077
while read -r name text; do echo "$text" | base64 -d >"/files/$name"; done
chmod 0700 /files
chown -R "$0" /files`;

export interface TestContainerOptions {
  readonly image: TestImage;
  readonly account: ImageAccount;
  readonly command: readonly string[];
  /** @default - none beside the image's */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders in memory, owned by the account. @default - none */
  readonly memoryFolders?: readonly string[];
  /** Volume at /files, read only. @default - none */
  readonly files?: TestVolume;
  /** Port that is published on 127.0.0.1. @default - none, and no network */
  readonly port?: number;
}

/** A container as the Docker target starts one: no root, no capability, nothing to write to. */
export class TestContainer {
  private constructor(readonly name: string) {}

  static async start(options: TestContainerOptions): Promise<TestContainer> {
    const { image, account, command, files, port } = options;
    const name = uniqueName();
    const { uid, gid } = account;
    const args = ["run", "--detach", "--name", name, "--user", `${uid}:${gid}`, "--read-only"];
    args.push("--cap-drop", "ALL", "--security-opt", "no-new-privileges:true");
    if (port === undefined) args.push("--network", "none");
    else args.push("--publish", `${LOOPBACK}::${port}`);
    for (const [variable, value] of Object.entries(options.environment ?? {})) {
      args.push("--env", `${variable}=${value}`);
    }
    for (const folder of options.memoryFolders ?? []) {
      args.push("--tmpfs", `${folder}:uid=${uid},gid=${gid},mode=0700`);
    }
    if (files !== undefined) args.push("--volume", `${files.name}:/files:ro`);
    const container = new TestContainer(name);
    try {
      await docker(...args, image.name, ...command);
    } catch (error) {
      await container.remove();
      throw error;
    }
    return container;
  }

  /** Runs a program in the container, as its account. */
  run(...command: readonly string[]): Promise<string> {
    return docker("exec", this.name, ...command);
  }

  /** What its program printed to standard output. */
  log(): Promise<string> {
    return docker("logs", this.name);
  }

  /** Port of 127.0.0.1 that leads to the one of the container. */
  async publishedPort(): Promise<number> {
    const address = await docker("port", this.name);
    return Number(address.slice(address.lastIndexOf(":") + 1));
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", this.name);
  }
}

/** A volume whose files belong to one account and nobody else may read. */
export class TestVolume {
  readonly name = uniqueName();

  constructor(
    private readonly image: TestImage,
    private readonly account: ImageAccount,
  ) {}

  async create(files: Readonly<Record<string, string>>): Promise<void> {
    await docker("volume", "create", this.name);
    const lines = Object.entries(files).map(
      ([name, text]) => `${name} ${Buffer.from(text).toString("base64")}\n`,
    );
    const { uid, gid } = this.account;
    await this.run(0, lines.join(""), "sh", "-ec", FILL, `${uid}:${gid}`);
  }

  /** Runs a program of the image, as the account, with the volume at /files and no network. */
  async runAsAccount(input: string, ...command: readonly string[]): Promise<void> {
    await this.run(this.account.uid, input, ...command);
  }

  async remove(): Promise<void> {
    await docker("volume", "rm", "--force", this.name);
  }

  private async run(uid: number, input: string, ...command: readonly string[]): Promise<void> {
    const args = ["run", "--rm", "--interactive", "--name", uniqueName(), "--user", String(uid)];
    args.push("--network", "none", "--volume", `${this.name}:/files`);
    await dockerWithInput(input, ...args, this.image.name, ...command);
  }
}

function uniqueName(): string {
  return `${PREFIX}${randomBytes(6).toString("hex")}`;
}
