import type { Endpoint } from "../client-place";
import { isAnswer } from "./connection-error";
import type { RedisCredentials } from "./credentials";
import { connectNode } from "./node-connection";

/** Why no node can be used: cluster clients say only that a connection closed. `undefined` when one can. */
export async function unreachableReason(
  startup: readonly Endpoint[],
  { password, user }: RedisCredentials,
  authority: string | undefined,
): Promise<unknown> {
  const login = { user, password, ...(authority === undefined ? {} : { authority }) };
  const reasons = await Promise.all(
    startup.map(async (endpoint): Promise<unknown> => {
      try {
        (await connectNode({ ...login, ...endpoint })).disconnect();
        return undefined;
      } catch (error) {
        return error;
      }
    }),
  );
  return reasons.find(isAnswer) ?? reasons.find((reason) => reason !== undefined);
}
