import { rmSync } from "node:fs";
import { connectMemcached } from "../../clients/memcached/connect";
import { Opcode } from "../../clients/memcached/protocol/opcode";
import { Request } from "../../clients/memcached/protocol/request";
import { readLogin, type Login } from "../../clients/memcached/login";
import type { DockerEnvironmentInput } from "../../configs/schema";
import { docker } from "../../operate/docker/engine";
import { SecretStore } from "../../secrets/secret-store";
import { DockerProject } from "./docker-project";
import { answersTo, nodeConnections } from "./ring-logins";

export type Way = "deploy" | "up";

/** An environment of containers with one ring, and what tests of its users and keys ask it. */
export class RingProject extends DockerProject {
  constructor(
    private readonly environment: string,
    private readonly ring: string,
    private readonly options: Pick<DockerEnvironmentInput, "images" | "subnet">,
    private readonly nodes: number,
    private readonly port: number,
  ) {
    super(environment);
  }

  /** The configuration of the ring with these users. */
  config(...users: readonly string[]): Omit<DockerEnvironmentInput, "target"> {
    const { nodes, port, ring: name } = this;
    const memcached = [{ name, nodes, port, users: users.map((user) => ({ name: user })) }];
    return { ...this.options, memcached };
  }

  /** Deploys the ring with these users, and tells what `up` told. */
  async bring(way: Way, ...users: readonly string[]): Promise<string[]> {
    if (way === "up") return this.up(this.config(...users));
    const { changes } = await this.deploy(this.config(...users));
    return changes.map(({ action, address }) => `${action} ${address}`);
  }

  /** The next deployment gives the user another password. */
  forgetPassword(user: string): void {
    rmSync(new SecretStore(this.paths.secrets, this.environment).passwordFile(this.ring, user));
  }

  loginOf(user: string): Login {
    return readLogin(this.memcached(this.ring), user);
  }

  /** What each node says to a login; see `answersTo`. */
  answers(login: Login): Promise<string[]> {
    return answersTo(this.memcached(this.ring), login);
  }

  /** The same answer of every node. */
  all(answer: string): string[] {
    return Array.from({ length: this.nodes }, () => answer);
  }

  /** Names of the containers, in the order of the nodes. */
  containers(): string[] {
    return Array.from({ length: this.nodes }, (_, node) => this.container(this.ring, `${node}`));
  }

  /** Ids that the engine has given to the containers. */
  async containerIds(): Promise<string[]> {
    const { stdout } = await docker("inspect", "--format", "{{.Id}}", ...this.containers());
    return stdout.trim().split("\n");
  }

  async write(user: string, keys: readonly string[]): Promise<void> {
    const client = connectMemcached(this.memcached(this.ring), user, { timeoutMs: 5000 });
    try {
      for (const key of keys) await client.set(key, key);
    } finally {
      await client.close();
    }
  }

  /** Which nodes have a key, by their ids: the nodes themselves are asked, not the ring. */
  async holders(user: string, keys: readonly string[]): Promise<Record<string, string[]>> {
    const deployed = this.memcached(this.ring);
    const connections = nodeConnections(deployed, this.loginOf(user));
    const holders: Record<string, string[]> = Object.fromEntries(keys.map((key) => [key, []]));
    try {
      for (const [index, connection] of connections.entries()) {
        for (const key of keys) {
          const { value } = await connection.ask("get", new Request(Opcode.get, key));
          if (value === key) holders[key]?.push(deployed.manifest.nodes[index]?.id ?? "");
        }
      }
      return holders;
    } finally {
      await Promise.all(connections.map((connection) => connection.close()));
    }
  }
}
