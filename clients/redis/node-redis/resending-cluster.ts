import { type ResendPolicy, resent } from "../resend/resent-call";

interface Parser {
  readonly redisArgs: readonly unknown[];
  readonly firstKey: unknown;
}
type Send = (client: unknown, options: unknown) => Promise<unknown>;

/** Through what each command and transaction passes; marked as internal in node-redis 6. */
interface Inner {
  _execute(
    parser: Parser,
    isReadonly: boolean | undefined,
    options: unknown,
    send: Send,
    pinned?: unknown,
    served?: unknown,
  ): Promise<unknown>;
}

/**
 * Has a cluster client try commands again. node-redis follows redirections alone: it rejects what was written
 * to a connection that closes, and knows no time limit for what was written.
 *
 * @throws Error when node-redis has been built otherwise than version 6
 */
export function resendCommands(cluster: object, policy: ResendPolicy): void {
  const { _self: inner } = cluster as { readonly _self?: Inner };
  if (typeof inner?._execute !== "function") throw new Error("node-redis 6 is needed");
  const execute = inner._execute.bind(inner);
  inner._execute = (parser, isReadonly, options, send, pinned, served) => {
    // A transaction comes without its commands.
    const [name = "MULTI", ...args] = parser.redisArgs;
    let place = pinned;
    return resent(
      {
        name: String(name),
        args,
        run: (go) => {
          const sending: Send = (client, sendOptions) => {
            go();
            return send(client, sendOptions);
          };
          const begun = execute(parser, isReadonly, options, sending, place, served);
          // The node that was meant may be gone; whose key is known finds its slot's owner.
          if (parser.firstKey !== undefined) place = undefined;
          return begun;
        },
      },
      policy,
    );
  };
}
