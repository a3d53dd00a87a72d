import { createServer } from "node:net";
import { UnavailableError } from "../../constructs/core/errors";

/**
 * Makes sure that a server can listen where it is going to.
 *
 * @throws UnavailableError HOST_PORT_TAKEN
 */
export async function requireFreePort(host: string, port: number, node: string): Promise<void> {
  const failure = await tryListen(host, port);
  if (failure === undefined) return;
  throw new UnavailableError(
    "HOST_PORT_TAKEN",
    {
      problem: `node ${node} cannot listen on ${host}:${port}: ${failure.message}`,
      received: port,
      allowed: "a port that no other program listens on",
      fix: `stop the program that holds port ${port}, or give the cluster another \`port\``,
    },
    undefined,
    { cause: failure },
  );
}

function tryListen(host: string, port: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => resolve(undefined));
    });
  });
}
