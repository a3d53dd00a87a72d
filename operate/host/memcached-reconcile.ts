import { join } from "node:path";
import { OperationError } from "../../constructs/core/errors";
import type { HostMemcachedOrder } from "../../constructs/memcached/host/host-memcached";
import type { MemcachedNode } from "../../constructs/memcached/model";
import { loginOf } from "../../constructs/memcached/sasl";
import { SecretStore } from "../../secrets/secret-store";
import { whyNotReady } from "../memcached/why-not-ready";
import { ensureHome } from "./home-folder";
import { readHomeState, writeHomeState } from "./home-state";
import { withHomeLock } from "./lock";
import { logTail } from "./log-tail";
import { credentials, memcachedNodeFiles, USER_DATABASE } from "./memcached-files";
import { digestOf, layFiles, startedDigest, type NodeFiles } from "./node-files";
import { NodeFolder, type ServiceAccount } from "./node-folder";
import { isRunning, startNode } from "./node-launch";
import { stopNode } from "./node-stop";
import { requireFreePort } from "./ports";
import { requireProgram } from "./programs";
import { writeSaslDatabase } from "./sasl-database";
import { serviceAccount } from "./service-account";
import { until } from "./until";

interface Member {
  readonly node: MemcachedNode;
  readonly folder: NodeFolder;
  readonly files: NodeFiles;
}

const READY_TIMEOUT_MS = 15_000;

/**
 * Brings the servers of one ring to what the model says, and returns when every node serves its
 * users. A changed node is restarted alone, and with it its share of the keys is lost.
 *
 * @throws UnavailableError HOST_LOCKED, HOST_PORT_TAKEN, HOST_PROGRAM_MISSING,
 * HOST_ACCOUNT_MISSING, MEMCACHED_SASLDB_FAILED, SECRET_MISSING
 * @throws OperationError MEMCACHED_NODE_NOT_READY
 */
export async function reconcileMemcached(
  order: HostMemcachedOrder,
  log: (line: string) => void,
): Promise<void> {
  await withHomeLock(order.home, () => new MemcachedReconciliation(order, log).execute());
}

class MemcachedReconciliation {
  private readonly account: ServiceAccount | undefined;
  private readonly secrets: SecretStore;
  private readonly members: readonly Member[];

  constructor(
    private readonly order: HostMemcachedOrder,
    private readonly log: (line: string) => void,
  ) {
    const { model } = order;
    this.account = serviceAccount(["memcache", "memcached", "nobody"]);
    ensureHome(order.home, this.account);
    this.secrets = new SecretStore(order.secrets, model.environment);
    const program = requireProgram("memcached");
    this.members = model.nodes.map((node) => {
      const folder = new NodeFolder(join(order.home, node.id));
      const files = memcachedNodeFiles(model, node, folder, this.secrets, program, this.account);
      return { node, folder, files };
    });
  }

  async execute(): Promise<void> {
    const down = this.members.filter(({ folder }) => !isRunning(folder));
    if (down.length > 0) {
      this.log(`starting ${down.map(({ node }) => node.id).join(", ")}`);
      for (const { node } of down) {
        await requireFreePort(node.host, node.port, node.id, this.order.home);
      }
      for (const member of down) await this.start(member);
    }
    const changed = this.members.filter(
      ({ folder, files }) => startedDigest(folder) !== digestOf(files),
    );
    // A node with another password or authority than now answers only after its restart.
    const asWanted = this.members.filter((member) => !changed.includes(member));
    await Promise.all(asWanted.map((member) => this.waitReady(member)));
    for (const member of changed) {
      this.log(`restarting ${member.node.id}: its configuration changed`);
      await this.start(member);
      await this.waitReady(member);
    }
    writeHomeState(this.order.home, {
      ...readHomeState(this.order.home),
      born: this.members.map(({ node }) => node.id),
      lastIncident: this.order.incident,
    });
  }

  private async start({ folder, files }: Member): Promise<void> {
    await stopNode(folder, "quick");
    const { model } = this.order;
    layFiles(folder, files, this.account, () => {
      if (model.userDatabase !== "sasldb") return;
      const users = credentials(model, this.secrets);
      writeSaslDatabase(requireProgram("saslpasswd2"), folder.conf(USER_DATABASE), users);
    });
    await startNode(folder);
  }

  /** Ready is: the server takes a verified TLS connection and the login of a user. */
  private async waitReady({ node, folder }: Member): Promise<void> {
    const { model } = this.order;
    const [first] = credentials(model, this.secrets);
    if (first === undefined) return;
    let problem: string | undefined;
    const ready = await until(READY_TIMEOUT_MS, async () => {
      if (!isRunning(folder)) return false;
      problem = await whyNotReady({
        host: node.host,
        port: node.port,
        authority: this.secrets.authority(),
        minVersion: "TLSv1.2",
        login: loginOf("user@realm", first.user),
        password: first.password,
        timeoutMs: 2000,
      });
      return problem === undefined;
    });
    if (ready) return;
    throw new OperationError("MEMCACHED_NODE_NOT_READY", {
      problem: `node ${node.id} does not serve its users after ${READY_TIMEOUT_MS} ms: ${problem}; its log ends with:\n${logTail(folder.log)}`,
      fix: "mend what the log says, then deploy again; the next run goes on from here",
    });
  }
}
