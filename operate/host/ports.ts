import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";
import { UnavailableError } from "../../constructs/core/errors";
import { NodeFolder } from "./node-folder";
import { portHolder } from "./port-holder";

/**
 * Makes sure that a server can listen where it is going to.
 *
 * @param home folder of the cluster or ring; those of the others of its environment lie beside it
 * @throws UnavailableError HOST_PORT_TAKEN
 */
export async function requireFreePort(
  host: string,
  port: number,
  node: string,
  home?: string,
): Promise<void> {
  const failure = await tryListen(host, port);
  if (failure === undefined) return;
  const isTaken = failure.code === "EADDRINUSE";
  const holder = isTaken ? portHolder(port) : undefined;
  const neighbour = home === undefined ? undefined : neighbourOf(home, holder?.pid);
  const who =
    holder === undefined
      ? "a program of another user"
      : `${holder.program} (pid ${holder.pid}${neighbour === undefined ? "" : `, node ${neighbour}`})`;
  throw new UnavailableError(
    "HOST_PORT_TAKEN",
    {
      problem: `node ${node} cannot listen on ${host}:${port}: ${isTaken ? `${who} does` : failure.message}`,
      received: port,
      allowed: "a port that no other program listens on",
      fix:
        neighbour === undefined
          ? `stop that program, or give the cluster another \`port\``
          : "give the cluster another `port`; or, if the other one is to go, deploy that change first",
    },
    undefined,
    { cause: failure },
  );
}

/** The node of another cluster or ring of the environment that is the process, as `<name>/<node>`. */
function neighbourOf(home: string, pid: number | undefined): string | undefined {
  const environment = dirname(home);
  const folder = subfolders(environment)
    .flatMap(subfolders)
    .find((path) => new NodeFolder(path).server()?.pid === pid);
  return folder === undefined || pid === undefined ? undefined : relative(environment, folder);
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}

function tryListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}
