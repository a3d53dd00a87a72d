import type { RedisManifestUser } from "../../../constructs/core/manifest";
import { BASE_CATALOGUE } from "../../../constructs/redis/acl-catalogue";
import { allowedCommands } from "../../../constructs/redis/acl-evaluator";
import { aclSubjectOf } from "../../../constructs/redis/acl-subject";
import {
  GUARD_USER,
  HEALTH_USER,
  OPERATOR_USER,
  REPLICATION_USER,
  SMOKE_USER,
} from "../../../constructs/redis/system-users";
import { counterExampleOf, exampleOf } from "./glob";

/** A command with its arguments. */
export type CommandLine = readonly [string, ...(string | number)[]];

/** What a user must be able to do and what not; no command of either list changes anything. */
export interface ExpectedGrants {
  readonly may: readonly CommandLine[];
  readonly mayNot: readonly CommandLine[];
}

/** Sets nothing, because the key does not exist; refused all the same without the grant. */
const set = (key: string): CommandLine => ["SET", key, "cf-smoke", "XX"];

/** Commands on others' keys, on the server, and code on the server. */
const ADMINISTRATION: readonly CommandLine[] = [
  ["SCAN", 0],
  ["RANDOMKEY"],
  ["DBSIZE"],
  ["EVAL", "return 1", 0],
  ["INFO", "server"],
  ["ACL", "LIST"],
  ["CLIENT", "LIST"],
  ["CLUSTER", "COUNTKEYSINSLOT", 0],
];

/** What the kit's own users need for their task; the rest of `ADMINISTRATION` is denied to them. */
const SYSTEM_TASKS: Readonly<Record<string, readonly CommandLine[]>> = {
  [REPLICATION_USER]: [["PING"], ["REPLCONF", "capa", "eof"]],
  [HEALTH_USER]: [["PING"], ["INFO", "server"], ["CLUSTER", "INFO"], ["CLUSTER", "NODES"]],
  "cf-metrics": [["PING"], ["INFO", "server"], ["SLOWLOG", "LEN"], ["LATENCY", "LATEST"]],
  [GUARD_USER]: [["PING"], ["INFO", "server"], ["ROLE"], ["CLUSTER", "NODES"]],
  [OPERATOR_USER]: [
    ["PING"],
    ["INFO", "server"],
    ["ROLE"],
    ["DBSIZE"],
    ["ACL", "LIST"],
    ["CLIENT", "LIST"],
    ["CLUSTER", "COUNTKEYSINSLOT", 0],
    ["SLOWLOG", "LEN"],
  ],
};

/** @param token part of every key and channel that is made up */
export function expectedGrants(user: RedisManifestUser, token: string): ExpectedGrants {
  const tasks = SYSTEM_TASKS[user.name];
  if (user.role === "system" && user.name !== SMOKE_USER) return systemGrants(tasks ?? [], token);
  const keys = keysOf(user, token);
  const channels = channelsOf(user, token);
  const stranger = keys.others.map(get);
  if (user.role === "custom") {
    const { may, mayNot } = customGrants(user, token);
    return { may, mayNot: [...mayNot, ...stranger, ...channels.others.map(subscribe)] };
  }
  const reads = keys.own.map(get);
  const writes = keys.own.map(set);
  const messages = channels.own.map(publish);
  const isReader = user.role === "readOnly";
  return {
    may: [
      ["PING"],
      ["CLUSTER", "SLOTS"],
      ...reads,
      ...(isReader ? [] : [...writes, ...messages]),
      ...channels.own.map(subscribe),
    ],
    mayNot: [
      ...ADMINISTRATION,
      ...stranger,
      ...keys.others.map(set),
      ...(isReader ? [...writes, ...messages] : []),
      ...channels.others.map(publish),
      ...channels.others.map(subscribe),
    ],
  };
}

/** The made-up keys and channels that lie within a user's patterns. */
export function ownNames(user: RedisManifestUser, token: string): readonly string[] {
  return [...keysOf(user, token).own, ...channelsOf(user, token).own];
}

function systemGrants(tasks: readonly CommandLine[], token: string): ExpectedGrants {
  const isTask = (line: CommandLine): boolean =>
    tasks.some((task) => task.join(" ") === line.join(" "));
  const key = `cf-smoke:${token}`;
  return {
    may: tasks,
    mayNot: [
      ...ADMINISTRATION.filter((line) => !isTask(line)),
      ["GET", key],
      set(key),
      publish(key),
      subscribe(key),
    ],
  };
}

/** By its rules, where the manifest tells them: what it may read, and the commands of administrators. */
function customGrants(user: RedisManifestUser, token: string): ExpectedGrants {
  const { commands } = user;
  if (commands === undefined) return { may: [], mayNot: [] };
  const { selectors, ...own } = aclSubjectOf({ ...user, role: "custom", commands });
  const sets = [own, ...selectors].map((set) => ({
    patterns: [...set.keys, ...set.readKeys],
    allowed: allowedCommands(set.commands, BASE_CATALOGUE),
  }));
  const isAllowed = (name: string): boolean => sets.some(({ allowed }) => allowed.has(name));
  const may = (line: CommandLine): boolean => isAllowed(nameOf(line));
  const readable = sets.filter(({ allowed }) => allowed.has("get"));
  return {
    may: [
      ...ADMINISTRATION.filter(may),
      ...readable.flatMap(({ patterns }) => namesOf(patterns, token).own.map(get)),
    ],
    mayNot: ADMINISTRATION.filter((line) => !may(line)),
  };
}

/** The name of a command, or of its sub-command, as the rules know it. */
function nameOf([command, subcommand]: CommandLine): string {
  const name = command.toLowerCase();
  const whole = `${name}|${String(subcommand).toLowerCase()}`;
  return BASE_CATALOGUE.has(whole) ? whole : name;
}

/** One name inside a user's patterns and one outside; a list is empty where there is none. */
interface Names {
  readonly own: readonly string[];
  readonly others: readonly string[];
}

function keysOf(user: RedisManifestUser, token: string): Names {
  const patternsOf = ({ keys = [], readKeys = [], writeKeys = [] }: Partial<RedisManifestUser>) => [
    ...keys,
    ...readKeys,
    ...writeKeys,
  ];
  return namesOf([user, ...(user.selectors ?? [])].flatMap(patternsOf), token);
}

function channelsOf(user: RedisManifestUser, token: string): Names {
  return namesOf(
    [user, ...(user.selectors ?? [])].flatMap(({ channels = [] }) => channels),
    token,
  );
}

function namesOf(patterns: readonly string[], token: string): Names {
  const examples = patterns.map((pattern) => exampleOf(pattern, token));
  const other = counterExampleOf(patterns, token);
  return {
    own: examples.filter((example) => example !== undefined).slice(0, 1),
    others: other === undefined ? [] : [other],
  };
}

function get(key: string): CommandLine {
  return ["GET", key];
}

function publish(channel: string): CommandLine {
  return ["PUBLISH", channel, "cf-smoke"];
}

function subscribe(channel: string): CommandLine {
  return ["SUBSCRIBE", channel];
}
