import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { until } from "../../../operate/host/until";

const execute = promisify(execFile);

/** Addresses for tests of networks (RFC 2544, section C.2.2). */
const HERE = "198.18.77.1";
const THERE = "198.18.77.2";
/** Prints the sender of everything that arrives at a port, by TCP or UDP. */
const LISTENER = `
const port = Number(process.argv[1]);
const said = (kind, from) => console.log(kind + " from " + from.replace("::ffff:", ""));
require("node:net").createServer((socket) => {
  said("tcp", socket.remoteAddress);
  socket.end();
}).listen(port, () => console.log("listening"));
require("node:dgram").createSocket("udp4").on("message", (_, { address }) => said("udp", address)).bind(port);
`;

/**
 * A host beyond this machine, which knows a way to the machine and none to the networks in it: a network
 * namespace with a listener.
 */
export class OutsideHost {
  readonly address = THERE;
  private heard: string[] = [];

  private constructor(
    private readonly listener: ChildProcess,
    readonly port: number,
  ) {}

  static async start(port: number): Promise<OutsideHost> {
    const args = ["--net", process.execPath, "-e", LISTENER, String(port)];
    const listener = spawn("unshare", args, { stdio: ["ignore", "pipe", "inherit"] });
    const host = new OutsideHost(listener, port);
    const lines = createInterface({ input: listener.stdout });
    await once(lines, "line");
    lines.on("line", (line) => host.heard.push(line));
    await host.connect(String(listener.pid));
    return host;
  }

  /** What has arrived since the last call; waits for something, if that is asked for. */
  async arrived(waitMs = 0): Promise<string[]> {
    await until(waitMs, () => this.heard.length > 0);
    return this.heard.splice(0);
  }

  async stop(): Promise<void> {
    const ended = once(this.listener, "exit");
    this.listener.kill("SIGKILL");
    await ended;
  }

  private async connect(pid: string): Promise<void> {
    const there = ["--net", "--target", pid, "ip"];
    await execute("ip", ["link", "add", "cfout0", "type", "veth", "peer", "name", "cfout1"]);
    await execute("ip", ["link", "set", "cfout1", "netns", pid]);
    await execute("ip", ["address", "add", `${HERE}/30`, "dev", "cfout0"]);
    await execute("ip", ["link", "set", "cfout0", "up"]);
    await execute("nsenter", [...there, "address", "add", `${THERE}/30`, "dev", "cfout1"]);
    await execute("nsenter", [...there, "link", "set", "cfout1", "up"]);
  }
}
