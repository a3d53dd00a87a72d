import { readAuthority } from "../../../clients/manifest-file";
import { type Login, readLogin } from "../../../clients/memcached/login";
import { Status } from "../../../clients/memcached/status";
import type { MemcachedManifest, MemcachedManifestNode } from "../../../constructs/core/manifest";
import { type CheckContext, CheckSkip } from "../../check";
import {
  type BinaryRequest,
  deleteRequest,
  getRequest,
  loginRequest,
  setRequest,
} from "../../probes/memcached-binary";
import {
  describeReply,
  hasStatus,
  isRefusal,
  MemcachedProbe,
  type Reply,
} from "../../probes/memcached-probe";
import type { Observation } from "../judge";

/** Keys of a run that was killed are gone after this long. */
export const KEY_TTL_SECONDS = 300;

/** What an intruder tries on a node, with a key that a user has put there. */
export interface Attack {
  readonly node: MemcachedManifestNode;
  /** Exists on the node. */
  readonly bait: string;
  /** Exists nowhere; must not exist after the attack. */
  readonly prey: string;
  /** A verified TLS connection that is not logged in; closed after the attack. */
  connect(): Promise<MemcachedProbe>;
}

/**
 * Logs in as a user, plants a key, lets the attack run, and sees that its key was not stored. So a
 * node that is down, or refuses everybody, does not pass for one that refuses intruders.
 */
export async function withAttack(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  noun: string,
  attack: (attack: Attack) => Promise<readonly Observation[]>,
): Promise<Observation[]> {
  const bait = `cf-smoke:${context.runId}:${noun}:${node.id}:bait`;
  const prey = `cf-smoke:${context.runId}:${noun}:${node.id}:prey`;
  const probes: MemcachedProbe[] = [];
  const connect = async (): Promise<MemcachedProbe> => {
    const probe = await MemcachedProbe.overTls(node, {
      authority: readAuthority(context.deployed),
    });
    probes.push(probe);
    return probe;
  };
  try {
    const user = await connect();
    const { login, password } = anyLogin(context);
    const welcome = await user.ask(loginRequest(login, password));
    const planted = isAnswer(welcome)
      ? await user.ask(setRequest(bait, "bait", KEY_TTL_SECONDS))
      : welcome;
    if (hasStatus(planted, Status.ok)) {
      context.onExit(() => removeKeys(context, node, [bait, prey]));
    }
    const seen = await attack({ node, bait, prey, connect });
    const stolen = isAnswer(planted) ? await user.ask(getRequest(prey)) : planted;
    return [
      {
        holds: hasStatus(welcome, Status.ok) && hasStatus(planted, Status.ok),
        seen: `a user: ${describeReply(welcome)}, set: ${describeReply(planted)}`,
      },
      ...seen,
      {
        holds: hasStatus(stolen, Status.keyNotFound),
        seen: `the intruder's key afterwards: ${describeReply(stolen)}`,
      },
    ];
  } finally {
    for (const probe of probes) probe.close();
  }
}

/** After no answer, or one in another protocol, a connection is of no more use. */
function isAnswer(reply: Reply): boolean {
  return reply.kind === "answer";
}

/** Whether a user gets in: a node that is down does not pass for one that refuses intruders. */
export async function userGetsIn(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
): Promise<Observation[]> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    const { request, status } = welcomeOf(context);
    const welcome = await probe.ask(request);
    return [{ holds: hasStatus(welcome, status), seen: `a user: ${describeReply(welcome)}` }];
  } finally {
    probe.close();
  }
}

/** A login; where none is taken, a question that only an open node answers. */
function welcomeOf(context: CheckContext<MemcachedManifest>): {
  readonly request: BinaryRequest;
  readonly status: number;
} {
  if (context.deployed.manifest.sasl === undefined) {
    return { request: getRequest("cf-smoke:nothing"), status: Status.keyNotFound };
  }
  const { login, password } = anyLogin(context);
  return { request: loginRequest(login, password), status: Status.ok };
}

/** Tries to read the bait and to store the prey on a connection. */
export async function tryCommands(
  probe: MemcachedProbe,
  { bait, prey }: Attack,
  when: string,
): Promise<Observation[]> {
  const read = await probe.ask(getRequest(bait));
  const stored = await probe.ask(setRequest(prey, "prey", KEY_TTL_SECONDS));
  return [
    { holds: isRefusal(read), seen: `get ${when}: ${describeReply(read)}` },
    { holds: isRefusal(stored), seen: `set ${when}: ${describeReply(stored)}` },
  ];
}

/** Logs a connection in as any user; on a ring that takes no login it is done already. */
export async function logIn(
  context: CheckContext<MemcachedManifest>,
  probe: MemcachedProbe,
): Promise<void> {
  if (context.deployed.manifest.sasl === undefined) return;
  const { login, password } = anyLogin(context);
  await probe.ask(loginRequest(login, password));
}

/** Names of everybody who may use the ring; a ring that takes no login has one nameless user. */
export function userNames({ sasl, users }: MemcachedManifest): string[] {
  return sasl === undefined ? ["anybody"] : users.map(({ name }) => name);
}

/** The login that checks use when any user will do. */
export function anyLogin(context: CheckContext<MemcachedManifest>): Login {
  return readLogin(context.deployed, firstUser(context));
}

export function firstUser(context: Pick<CheckContext<MemcachedManifest>, "deployed">): string {
  const [user] = userNames(context.deployed.manifest);
  if (user === undefined) throw new CheckSkip("the manifest names no user");
  return user;
}

/** Deletes keys of one node on a connection of its own. */
export async function removeKeys(
  context: CheckContext<MemcachedManifest>,
  node: MemcachedManifestNode,
  keys: readonly string[],
): Promise<void> {
  const probe = await MemcachedProbe.overTls(node, { authority: readAuthority(context.deployed) });
  try {
    await logIn(context, probe);
    for (const key of keys) {
      const reply = await probe.ask(deleteRequest(key));
      if (!hasStatus(reply, Status.ok) && !hasStatus(reply, Status.keyNotFound)) {
        throw new Error(`node ${node.id} did not delete ${key}: ${describeReply(reply)}`);
      }
    }
  } finally {
    probe.close();
  }
}
