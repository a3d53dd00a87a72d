import {
  NodeConnection,
  type NodeConnectionOptions,
} from "../../clients/memcached/node-connection";

/**
 * Why a node does not serve its users, or `undefined` when it takes a verified TLS connection and the
 * login of one of them.
 */
export async function whyNotReady(props: NodeConnectionOptions): Promise<string | undefined> {
  const connection = new NodeConnection(props);
  try {
    await connection.run("version", (client) => client.binaryVersion());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connection.close();
  }
}
