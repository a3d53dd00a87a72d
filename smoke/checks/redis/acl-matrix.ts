import { readSecret } from "../../../clients/manifest-file";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { allowedCommands } from "../../../constructs/redis/acl-evaluator";
import type { AclCatalogue } from "../../../constructs/redis/acl-catalogue";
import { isRestricted } from "../../../constructs/redis/aws/restricted-commands";
import { OPERATOR_USER } from "../../../constructs/redis/system-users";
import type { CheckContext } from "../../check";
import { NodeFailure, type RedisSession, type Reply } from "../../probes/redis-session";
import type { AddressedNode, Observation } from "../judge";
import { aclDifferences } from "./acl-differences";
import { readAclUser, type SeenGrants, type SeenUser } from "./acl-user";
import { dryRun, dryRunVerdict } from "./dry-run";
import { type ExpectedUser, expectedUsers } from "./expected-acl";
import { withSession } from "./nodes";
import { readCatalogue, type ServerCatalogue } from "./server-catalogue";

/** What was judged on a node. */
export interface AclMatrix {
  /** Such as `9 users × 21 categories × 366 commands`. */
  readonly size: string;
  readonly observations: readonly Observation[];
}

/**
 * Judges every user of one node on every command, by the user's rules and, where the command is not
 * disabled, by `ACL DRYRUN`. Nothing is executed.
 */
export function judgeMatrix(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<AclMatrix> {
  return withSession(context, node, OPERATOR_USER, async (session) => {
    const server = askable(context, await readCatalogue((lines) => answers(session, node, lines)));
    const expected = expectedUsers(context.deployed);
    const [names] = (await answers(session, node, [["ACL", "USERS"]])) as [string[]];
    const observations = strangers(expected, names);
    for (const user of expected.filter(({ name }) => names.includes(name))) {
      context.signal.throwIfAborted();
      observations.push(...(await judgeUser(context, session, node, server, user)));
    }
    const categories = new Set([...server.catalogue.values()].flat()).size;
    return {
      size: `${expected.length} users × ${categories} categories × ${server.catalogue.size} commands`,
      observations,
    };
  });
}

/** On AWS nobody may name what the service keeps to itself, not even in a question. */
function askable(
  { deployed }: CheckContext<RedisManifest>,
  server: ServerCatalogue,
): ServerCatalogue {
  if (deployed.manifest.target !== "aws") return server;
  return { ...server, callable: server.callable.filter(({ name }) => !isRestricted(name)) };
}

function strangers(expected: readonly ExpectedUser[], names: readonly string[]): Observation[] {
  const known = expected.map(({ name }) => name);
  const needed = expected.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return [
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => ({ holds: false, seen: `${name} is a user that the manifest does not name` })),
    ...needed
      .filter((name) => !names.includes(name))
      .map((name) => ({ holds: false, seen: `there is no user ${name}` })),
  ];
}

async function judgeUser(
  context: CheckContext<RedisManifest>,
  session: RedisSession,
  node: AddressedNode,
  server: ServerCatalogue,
  expected: ExpectedUser,
): Promise<Observation[]> {
  const [answer] = await answers(session, node, [["ACL", "GETUSER", expected.name]]);
  const seen = readAclUser(answer);
  const observations = aclDifferences(expected, seen).map((text) => ({ holds: false, seen: text }));
  if (expected.hasRules) {
    const called = secretNames(context);
    const replies = await session.askAll(
      server.callable.map((command) => {
        const name = command.name.split("|", 1)[0] ?? "";
        return dryRun(expected.name, command, called.get(name) ?? name);
      }),
    );
    observations.push(...judgeCommands(server, expected, seen, replies));
  }
  return observations.map((one) => ({ ...one, seen: `${expected.name}: ${one.seen}` }));
}

function judgeCommands(
  { catalogue, callable }: ServerCatalogue,
  { subject }: ExpectedUser,
  seen: SeenUser,
  replies: readonly Reply[],
): Observation[] {
  const wanted = [subject, ...subject.selectors].map((set) => allowedIn(set, catalogue));
  const found = [seen, ...seen.selectors].map((set) => allowedIn(set, catalogue));
  const verdicts = new Map(callable.map(({ name }, index) => [name, verdictOf(replies[index])]));
  const commands = new Set([...catalogue.keys(), ...found.flatMap((set) => [...set])]);
  return [...commands].map((command) => {
    const must = wanted.some((set) => set.has(command));
    const wrong = wanted.findIndex(
      (set, index) => found[index]?.has(command) === !set.has(command),
    );
    if (wrong !== -1) {
      const where = wrong === 0 ? "" : ` in selector ${wrong}`;
      const isMissing = wanted[wrong]?.has(command) === true;
      return difference(catalogue, command, `${verdict(!isMissing)}${where}`, verdict(isMissing));
    }
    const tried = verdicts.get(command) ?? verdict(must);
    if (tried === verdict(must)) return { holds: true, seen: "as its rules say" };
    return difference(catalogue, command, `${tried} by DRYRUN`, verdict(must));
  });
}

function difference(
  catalogue: AclCatalogue,
  command: string,
  found: string,
  wanted: string,
): Observation {
  const categories = catalogue.get(command)?.map((name) => `@${name}`) ?? ["no category"];
  const seen = `${command} (${categories.join(" ")}) is ${found}, must be ${wanted}`;
  return { holds: false, seen };
}

function verdict(isAllowed: boolean): "allowed" | "denied" {
  return isAllowed ? "allowed" : "denied";
}

function allowedIn(
  { commands }: Pick<SeenGrants, "commands">,
  catalogue: AclCatalogue,
): ReadonlySet<string> {
  return allowedCommands(commands, catalogue);
}

/** The reply itself may hold a secret name, and is not shown. */
function verdictOf(reply: Reply | undefined): string {
  return (reply === undefined ? undefined : dryRunVerdict(reply)) ?? "not judged";
}

/** The names that renamed commands answer to here, by their own in small letters. */
function secretNames({ deployed }: CheckContext<RedisManifest>): ReadonlyMap<string, string> {
  return new Map(
    deployed.manifest.renamedCommands.flatMap(({ command, as }) =>
      as === null ? [] : [[command.toLowerCase(), readSecret(as, deployed)]],
    ),
  );
}

/** @throws NodeFailure when an answer is an error */
async function answers(
  session: RedisSession,
  { host, port }: AddressedNode,
  lines: readonly (readonly [string, ...string[]])[],
): Promise<unknown[]> {
  const replies = await session.askAll(lines);
  return replies.map((reply) => {
    if (reply.kind === "value") return reply.value;
    throw new NodeFailure(`${host}:${port}`, new Error(`as ${OPERATOR_USER}: ${reply.message}`));
  });
}
