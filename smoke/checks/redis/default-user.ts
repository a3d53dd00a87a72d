import { readAuthority } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { HEALTH_USER } from "../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../check";
import { encodeCommand } from "../../probes/redis-wire";
import { describeReply } from "../../probes/redis-session";
import { exchange, openTls, type RawReply } from "../../probes/tls-probe";
import { type Observation, type AddressedNode } from "../judge";
import { judgeNodes } from "./judge";
import { withSession } from "./nodes";

const WAIT_MS = 2_000;
/** No password, and those that sample configurations and tutorials use. */
const PASSWORDS = ["", "default", "redis", "password", "foobared"];

export const defaultUser: Check<RedisManifest> = {
  id: "redis/default-user",
  title: "Nobody gets in without a login or as `default`",
  proves: "The user that every connection starts as is off and has no password.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) =>
    judgeNodes(
      context,
      {
        expected: "NOAUTH without a login, WRONGPASS as default with any password",
        hint: "users.acl must say `user default off`; see ACL LIST of the node",
      },
      async (node) => {
        const welcome = await withSession(context, node, HEALTH_USER, (session) =>
          session.ask("PING"),
        );
        const seen = `${HEALTH_USER} gets in: ${describeReply(welcome)}`;
        return [{ holds: welcome.kind === "value", seen }, ...(await intrude(context, node))];
      },
      (observations) => {
        const refused = observations.filter(({ seen }) => /(NOAUTH|WRONGPASS)$/.test(seen));
        return `${refused.length} attempts refused, ${HEALTH_USER} gets in`;
      },
    ),
};

async function intrude(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<Observation[]> {
  const socket = await openTls(node, { authority: readAuthority(context.deployed) });
  try {
    const seen: Observation[] = [];
    for (const { words, wanted, what } of attempts(context.runId)) {
      context.signal.throwIfAborted();
      const reply = await exchange(socket, encodeCommand(words), WAIT_MS);
      const text = firstLine(reply);
      seen.push({ holds: text.startsWith(`-${wanted} `), seen: `${what}: ${errorCode(text)}` });
    }
    return seen;
  } finally {
    socket.destroy();
  }
}

interface Attempt {
  readonly words: readonly string[];
  /** The error that must come back. */
  readonly wanted: "NOAUTH" | "WRONGPASS";
  readonly what: string;
}

function attempts(runId: string): Attempt[] {
  const commands = [["PING"], ["GET", `cf-smoke:${runId}`], ["CLUSTER", "NODES"], ["HELLO", "3"]];
  const withoutLogin = (when: string): Attempt[] =>
    commands.map((words) => ({ words, wanted: "NOAUTH", what: `${words[0]} ${when}` }));
  const logins = [...PASSWORDS, runId].flatMap((password): Attempt[] => [
    { words: ["AUTH", password], wanted: "WRONGPASS", what: "AUTH" },
    { words: ["AUTH", "default", password], wanted: "WRONGPASS", what: "AUTH default" },
    {
      words: ["HELLO", "3", "AUTH", "default", password],
      wanted: "WRONGPASS",
      what: "HELLO AUTH default",
    },
  ]);
  return [...withoutLogin("without a login"), ...logins, ...withoutLogin("after refused logins")];
}

function firstLine(reply: RawReply): string {
  if (reply.kind !== "bytes") return reply.kind === "closed" ? "connection closed" : "no answer";
  return reply.bytes.toString("latin1").split("\r\n", 1)[0] ?? "";
}

/** Only the word of an error: an answer is somebody's data. */
function errorCode(text: string): string {
  if (text.startsWith("-")) return text.slice(1).split(" ", 1)[0] ?? "";
  return /^[+$*:%]/.test(text) ? "an answer" : text;
}
