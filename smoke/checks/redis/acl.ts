import type { RedisManifest, RedisManifestUser } from "../../../constructs/core/manifest";
import type { Check, CheckContext } from "../../check";
import { describeReply, isError, type Reply } from "../../probes/redis-session";
import { expectedGrants, type CommandLine, type ExpectedGrants, ownNames } from "./expected-grants";
import { observed, type Observation, type AddressedNode } from "../judge";
import { withExhibits } from "../with-exhibits";
import { AclPicture } from "./acl-exhibit";
import { judgeMatrix } from "./acl-matrix";
import { judgeNodes } from "./judge";
import { withSession } from "./nodes";

export const acl: Check<RedisManifest> = {
  id: "redis/acl",
  title: "Every user may do what it needs, on its keys and channels, and nothing else",
  proves:
    "On every node each login works, reaches its own keys, channels and commands, and gets NOPERM for others; no user, password, pattern, selector or command is there that the manifest does not name.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: (context) => {
    const { users } = context.deployed.manifest;
    const sizes = new Set<string>();
    const picture = new AclPicture();
    const judged = judgeNodes(
      context,
      {
        expected: "what each user needs is allowed, anything else is refused with NOPERM",
        hint: "compare ACL LIST of the node with its users.acl; deploy again to restore it",
      },
      async (node) => {
        const seen: Observation[] = [];
        for (const user of users) {
          context.signal.throwIfAborted();
          seen.push(...(await judgeUser(context, node, user, picture)));
        }
        const matrix = await observed(async () => {
          const { size, observations } = await judgeMatrix(context, node);
          sizes.add(size);
          return observations;
        });
        return [...seen, ...matrix];
      },
      (observations) => {
        const refused = observations.filter(({ seen }) => seen === REFUSED).length;
        const allowed = observations.filter(({ seen }) => seen === ALLOWED).length;
        return `${[...sizes].join(", ")} judged; ${users.length} users, ${allowed} requests allowed, ${refused} refused with NOPERM`;
      },
    );
    return withExhibits(
      () => judged,
      () => [picture.exhibit()],
    );
  },
};

const ALLOWED = "allowed";
const REFUSED = "refused";

async function judgeUser(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
  user: RedisManifestUser,
  picture: AclPicture,
): Promise<readonly Observation[]> {
  const { may, mayNot } = callable(context, user);
  const own = ownNames(user, tokenOf(context));
  const seen = await observed(() =>
    withSession(context, node, user.name, async (session) => {
      // SUBSCRIBE comes last: it takes the connection away from other commands.
      const lines = [...may, ...mayNot].sort((a, b) => rank(a) - rank(b));
      const replies = await session.askAll(lines);
      return lines.map((line, index) => {
        const isWanted = may.includes(line);
        const judged = judgeReply(line, isWanted, replies[index]);
        picture.add(user, line, own.includes(String(line[1])), isWanted, judged.holds);
        return judged;
      });
    }),
  );
  return seen.map((one) => (one.holds ? one : { ...one, seen: `as ${user.name}: ${one.seen}` }));
}

/** Commands that are renamed or disabled here are another check's. */
function callable(context: CheckContext<RedisManifest>, user: RedisManifestUser): ExpectedGrants {
  const renamed = context.deployed.manifest.renamedCommands.map(({ command }) => command);
  const isCallable = ([command]: CommandLine): boolean => !renamed.includes(command);
  const { may, mayNot } = expectedGrants(user, tokenOf(context));
  return { may: may.filter(isCallable), mayNot: mayNot.filter(isCallable) };
}

function tokenOf({ runId }: CheckContext<RedisManifest>): string {
  return `cf-smoke-${runId}-acl`;
}

function rank([command]: CommandLine): number {
  return command === "SUBSCRIBE" ? 1 : 0;
}

function judgeReply(line: CommandLine, isWanted: boolean, reply: Reply | undefined): Observation {
  const request = line.join(" ");
  if (reply === undefined) return { holds: false, seen: `${request}: no answer` };
  if (isWanted) {
    return isAllowed(reply)
      ? { holds: true, seen: ALLOWED }
      : { holds: false, seen: `${request}: ${describeReply(reply)}` };
  }
  if (isError(reply, "NOPERM")) return { holds: true, seen: REFUSED };
  // The answer may be others' data, and is not shown.
  const what = reply.kind === "error" ? reply.code : "an answer";
  return { holds: false, seen: `${request}: ${what} instead of NOPERM` };
}

/** Grants are looked at before slots: a redirection tells that the user may. */
function isAllowed(reply: Reply): boolean {
  return reply.kind === "value" || isError(reply, "MOVED");
}
