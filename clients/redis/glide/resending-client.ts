import type { GlideClusterClient } from "@valkey/valkey-glide";
import { type ResendPolicy, resent } from "../resend/resent-call";

type Method = (...args: unknown[]) => unknown;

/** What is no command, or decides by itself what it does again. */
const LEFT_ALONE =
  /^(close|get(Statistics|Subscriptions|PubSubMessage)|tryGetPubSubMessage|(p|s)?(un)?subscribe|updateConnectionPassword|refreshIamToken)/i;
/** Their third argument holds their conditions. */
const CONDITIONAL: ReadonlySet<string> = new Set([
  ...["expire", "expireat", "geoadd", "pexpire", "pexpireat", "set", "zadd"],
]);
const HARMLESS: ReadonlySet<string> = new Set(["decoder", "expiry"]);

/**
 * A client whose methods try again. GLIDE encodes a command once, so that it cannot be sent a second time: the
 * method is called anew. A method is known by its name, which is that of its command as a rule; one that is not, such
 * as `zrangeWithScores` or `exec`, counts as not idempotent.
 *
 * @param onClose called when the client is closed
 */
export function resendingClient(
  client: GlideClusterClient,
  policy: ResendPolicy,
  onClose: () => void,
): GlideClusterClient {
  const methods = new Map<string, { readonly of: Method; readonly made: Method }>();
  return new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function" || typeof property !== "string") return value;
      const known = methods.get(property);
      if (known?.of === value) return known.made;
      const of = value as Method;
      const made = resendingMethod(target, property, of, policy, onClose);
      methods.set(property, { of, made });
      return made;
    },
  });
}

function resendingMethod(
  target: GlideClusterClient,
  property: string,
  value: Method,
  policy: ResendPolicy,
  onClose: () => void,
): Method {
  const method = value.bind(target);
  if (property === "close") {
    return (...args) => {
      onClose();
      return method(...args);
    };
  }
  if (LEFT_ALONE.test(property) || !isAsync(value)) return method;
  return (...args) =>
    resent({ ...commandOf(property, args), run: (go) => send(go, method, args) }, policy);
}

function isAsync(value: object): boolean {
  return value.constructor.name === "AsyncFunction";
}

function send(go: () => void, method: Method, args: unknown[]): Promise<unknown> {
  go();
  return method(...args) as Promise<unknown>;
}

function commandOf(method: string, args: readonly unknown[]) {
  if (method === "customCommand" && Array.isArray(args[0])) {
    const [name = "", ...rest] = args[0].map(String);
    return { name, args: rest };
  }
  const name = method.toLowerCase();
  if (!CONDITIONAL.has(name)) return { name, args };
  // In the place where the wire has them.
  return { name, args: hasCondition(args[2]) ? ["", "NX", "NX"] : ["", "", ""] };
}

function hasCondition(options: unknown): boolean {
  if (typeof options !== "object" || options === null) return false;
  return Object.entries(options).some(
    ([name, value]) => value !== undefined && !HARMLESS.has(name),
  );
}
