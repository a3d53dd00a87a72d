import type { Access } from "../../clients/memcached/access";
import {
  NodeConnection,
  type NodeConnectionOptions,
} from "../../clients/memcached/node-connection";
import type { Login } from "../../clients/memcached/login";
import { versionOfNode } from "../../clients/memcached/version";
import { fixedLogin } from "../../clients/secrets/login-source";

/** A node, and the login of one of its users. */
export type ReadinessProps = Omit<NodeConnectionOptions, "access"> &
  Login &
  Pick<Access, "authority">;

/**
 * Why a node does not serve its users, or `undefined` when it takes a verified TLS connection and the
 * login of one of them.
 */
export async function whyNotReady(props: ReadinessProps): Promise<string | undefined> {
  const { authority, login, password, ...node } = props;
  const access = fixedLogin({ authority, login, password });
  const connection = new NodeConnection({ ...node, access });
  try {
    await versionOfNode(connection);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connection.close();
  }
}
