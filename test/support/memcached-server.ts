import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { memcachedArguments } from "../../constructs/memcached/arguments";
import type { MemcachedModel, MemcachedNode } from "../../constructs/memcached/model";
import {
  SASL_APPLICATION,
  SASL_CONFIGURATION_FILE,
  SASL_REALM,
  saslConfiguration,
} from "../../constructs/memcached/sasl";
import { accepts } from "./accepts";
import type { IssuedCertificate } from "./certificates";

const START_MS = 5_000;
const STOP_MS = 2_000;
const FREEZE_MS = 50;

/** What one server needs to start. */
export interface MemcachedServerSetup {
  readonly model: MemcachedModel;
  readonly node: MemcachedNode;
  /** Folder of the server; made by this class, removed by whoever owns its parent. */
  readonly folder: string;
  readonly certificate: IssuedCertificate;
  /** PEM. */
  readonly authority: string;
  /** Passwords by user name. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Turns the good command line into one that deserves to fail. */
  readonly arguments?: (good: readonly string[]) => readonly string[];
}

/** A real memcached with the kit's own configuration, started and stopped any number of times. */
export class MemcachedServer {
  private child: ChildProcess | undefined;
  private output = "";
  private readonly owner = serverOwner();

  constructor(private readonly setup: MemcachedServerSetup) {
    mkdirSync(setup.folder, { mode: 0o700 });
    this.hand(setup.folder);
    this.show(setup.certificate);
    this.write("ca.crt", setup.authority);
    this.write(SASL_CONFIGURATION_FILE, saslConfiguration(this.path("sasldb2")));
    for (const [user, password] of setup.passwords) this.setPassword(user, password);
  }

  get ref(): string {
    return this.setup.node.id;
  }

  /** Process id; fails when the server does not run. */
  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`memcached ${this.ref} does not run`);
    return pid;
  }

  get log(): string {
    return this.output;
  }

  isRunning(): boolean {
    return (
      this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
    );
  }

  /** Resolves when the port accepts connections. */
  async start(): Promise<void> {
    if (this.isRunning()) return;
    await this.requireFreePort();
    const good = memcachedArguments(this.setup.model, this.setup.node, {
      certificate: this.path("node.crt"),
      key: this.path("node.key"),
      authority: this.path("ca.crt"),
    });
    const child = spawn("memcached", this.setup.arguments?.(good) ?? good, {
      env: { PATH: process.env.PATH, SASL_CONF_PATH: this.setup.folder },
      stdio: ["ignore", "pipe", "pipe"],
      ...this.owner,
    });
    this.child = child;
    child.stdout.on("data", (text: Buffer) => (this.output += text.toString()));
    child.stderr.on("data", (text: Buffer) => (this.output += text.toString()));
    await once(child, "spawn");
    await this.waitUntilListening();
  }

  /** SIGTERM, and SIGKILL when that is not enough. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Freezes the process. */
  async pause(): Promise<void> {
    process.kill(this.pid, "SIGSTOP");
    // Each thread stops by itself, and a worker may answer a little longer.
    await sleep(FREEZE_MS);
  }

  /** Undoes `pause`. */
  resume(): Promise<void> {
    process.kill(this.pid, "SIGCONT");
    return Promise.resolve();
  }

  /** From the next start on it shows this certificate. */
  show({ certificate, key }: IssuedCertificate): void {
    this.write("node.crt", certificate);
    this.write("node.key", key);
  }

  /** From the next login on a user has this password; without one there is no such user. */
  setPassword(user: string, password: string | undefined): void {
    const database = this.path("sasldb2");
    const verb = password === undefined ? ["-d"] : ["-p", "-c"];
    execFileSync(
      "saslpasswd2",
      [...verb, "-a", SASL_APPLICATION, "-f", database, "-u", SASL_REALM, user],
      { input: password ?? "", stdio: ["pipe", "ignore", "inherit"] },
    );
    this.hand(database);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (child === undefined || !this.isRunning()) return;
    const exit = once(child, "exit");
    child.kill(signal);
    // A stopped process takes no SIGTERM before it is continued.
    child.kill("SIGCONT");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await exit;
    clearTimeout(timer);
  }

  /** Otherwise a server that a failed test left behind would be taken for this one. */
  private async requireFreePort(): Promise<void> {
    const { host, port } = this.setup.node;
    if (await accepts(host, port)) throw new Error(`port ${port} is taken`);
  }

  private async waitUntilListening(): Promise<void> {
    const deadline = Date.now() + START_MS;
    const { host, port } = this.setup.node;
    while (!(await accepts(host, port))) {
      if (!this.isRunning() || Date.now() > deadline) {
        await this.kill();
        throw new Error(`memcached ${this.ref} does not listen on ${port}: ${this.output}`);
      }
      await sleep(10);
    }
  }

  private write(name: string, text: string): void {
    writeFileSync(this.path(name), text, { mode: 0o600 });
    this.hand(this.path(name));
  }

  private hand(path: string): void {
    if (this.owner.uid !== undefined) chownSync(path, this.owner.uid, this.owner.gid);
  }

  private path(name: string): string {
    return join(this.setup.folder, name);
  }
}

/** A password as the kit makes them. */
export function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** memcached does not run as root: there it gets the ids of its package's own user. */
function serverOwner(): { uid: number; gid: number } | { uid?: undefined; gid?: undefined } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, "memcache"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
