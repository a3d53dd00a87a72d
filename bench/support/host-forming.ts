import { rmSync } from "node:fs";
import { join } from "node:path";
import type { HostRedisOrder } from "../../constructs/redis/host/host-redis-cluster";
import { createRedisModel, specOf, type RedisClusterModel } from "../../constructs/redis/model";
import type { RedisNode } from "../../constructs/redis/topology";
import { loginNames } from "../../constructs/redis/users-acl";
import { nodeCertificateNames, type CertificateNames } from "../../constructs/tls/names";
import { installedRedis } from "../../operate/host/installed";
import { NodeFolder } from "../../operate/host/node-folder";
import { stopNode } from "../../operate/host/node-stop";
import { reconcileRedis } from "../../operate/host/redis-reconcile";
import { SecretStore } from "../../secrets/secret-store";
import { BASELINE_USER, formByCli } from "./cli-forming";
import { processStart } from "./process-start";
import { Workspace } from "./workspace";

/** How long servers took to become a cluster, in milliseconds. */
export interface HostFormingTimes {
  /** From the start of the last server's process. */
  readonly sinceLast: number;
  /** From the start of the first server's process. */
  readonly sinceFirst: number;
}

/** A cluster of 3 × (1 + 1) processes of this machine, with TLS and ACL, that is formed again and again. */
export class HostForming {
  private readonly model: RedisClusterModel;
  private readonly workspace: Workspace;
  private readonly home: string;
  private readonly secrets: SecretStore;

  /** @param port port of the first of 6 nodes */
  constructor(port: number) {
    this.model = createRedisModel(
      { name: "forming", nodeTimeoutMs: 2000 },
      { environment: "bench", engine: installedRedis(), host: "127.0.0.1", basePort: port },
    );
    this.workspace = new Workspace();
    this.home = join(this.workspace.directory, "forming");
    this.secrets = new SecretStore(join(this.workspace.directory, "secrets"), "bench");
  }

  /** Makes the secrets, which are no part of what is measured. */
  async prepare(): Promise<void> {
    const { model, secrets } = this;
    const certificates = model.nodes.map(({ id, host }) => [
      id,
      nodeCertificateNames(`forming-${id}`, [host]),
    ]);
    await secrets.ensure([
      {
        owner: model.name,
        users: [...loginNames(model.users), BASELINE_USER],
        commands: model.renamedCommands.renamed,
        certificates: Object.fromEntries(certificates) as Record<string, CertificateNames>,
      },
    ]);
  }

  /** Forms it as a deployment does. */
  byKit(): Promise<HostFormingTimes> {
    const order: HostRedisOrder = {
      kind: "redis-cluster",
      spec: specOf(this.model),
      home: this.home,
      secrets: this.secrets.directory,
      incident: "none",
    };
    return this.measured(() => reconcileRedis(order, () => undefined));
  }

  /** Forms it by `redis-cli --cluster create`. */
  byCli(): Promise<HostFormingTimes> {
    return this.measured(() => formByCli(this.home, this.model, this.secrets));
  }

  /** Removes its files. */
  close(): void {
    this.workspace.remove();
  }

  /** Forms a cluster once, and clears every trace of it. */
  private async measured(form: () => Promise<void>): Promise<HostFormingTimes> {
    const { nodes } = this.model;
    try {
      await form();
      const formedAt = performance.now();
      const starts = this.starts();
      return {
        sinceLast: formedAt - Math.max(...starts),
        sinceFirst: formedAt - Math.min(...starts),
      };
    } finally {
      await Promise.all(nodes.map((node) => stopNode(this.folder(node), "quick")));
      rmSync(this.home, { recursive: true, force: true });
    }
  }

  /** When the servers' processes started, on the clock of `performance.now()`. */
  private starts(): number[] {
    return this.model.nodes.map((node) => {
      const server = this.folder(node).server();
      if (server === undefined) throw new Error(`node ${node.id} does not run`);
      return processStart(server.pid);
    });
  }

  private folder({ id }: RedisNode): NodeFolder {
    return new NodeFolder(join(this.home, id));
  }
}
