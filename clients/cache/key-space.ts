import { createHash } from "node:crypto";
import { ValidationError } from "../../constructs/core/errors";
import { requireInteger } from "../../constructs/core/validate";
import { MAX_KEY_BYTES } from "../memcached/key";

/** A part of a key: its text counts, so `1` and `"1"` are the same part. */
export type KeyPart = string | number | bigint | boolean;

/** What a query is narrowed down by; members that are `undefined` are left out. */
export type KeyFilters = Readonly<Record<string, KeyPart | null | readonly KeyPart[] | undefined>>;

/** Which entries a key space is for. */
export interface KeySpaceOptions {
  /**
   * Version of what the values look like, 1 to 1,000,000. A new one leaves every old entry behind, to expire.
   * @default 1
   */
  readonly version?: number;
}

/**
 * What has a meaning in keys of this class, in patterns of ACLs and SCAN, or in hash tags, and what memcached's text
 * protocol does not take. Everything else stays as it is, so that keys are read by people.
 */
const RESERVED = /[\s\p{Cc}%:?=&,#(){}*[\]\\^]/gu;
const PART_TYPES = new Set(["string", "bigint", "boolean"]);
/** Half a character: UTF-8 writes all of them the same. */
const HALF = /\p{Cs}/u;

/**
 * Keys of one kind of application and of one version of its values: `shop:v1:user:12345`. Different parts make
 * different keys, whatever they contain, as separators within a part are escaped like in a URL.
 */
export class KeySpace {
  private readonly prefix: string;

  /**
   * @param namespace first part of every key, which ACL rules such as `shop:*` are about
   * @throws ValidationError CACHE_KEY_INVALID, CACHE_KEY_VERSION_INVALID
   */
  constructor(namespace: string, { version = 1 }: KeySpaceOptions = {}) {
    const range = { min: 1, max: 1_000_000 };
    requireInteger("CACHE_KEY_VERSION_INVALID", "version", version, range);
    this.prefix = `${escaped(namespace)}:v${version}`;
  }

  /**
   * The key of a thing: `key("user", 12345)`.
   *
   * @throws ValidationError CACHE_KEY_INVALID for no part, an empty part, or a part that is no text
   */
  key(...parts: readonly KeyPart[]): string {
    return this.bounded(this.prefix, joined(parts));
  }

  /**
   * The key of a query's result: `query("products", { category: "books", page: 2 })`. The order of filters makes no
   * difference, the order within a list does.
   *
   * @throws ValidationError CACHE_KEY_INVALID
   */
  query(name: KeyPart, filters: KeyFilters): string {
    const given = Object.entries(filters).filter(([, value]) => value !== undefined);
    const words = given.map(([filter, value]) => `${escaped(filter)}${filterText(value)}`);
    return this.bounded(this.prefix, `${joined([name])}?${words.sort().join("&")}`);
  }

  /**
   * The key of a thing that lies in the slot of another one, for commands and transactions on several keys:
   * `together(["user", 12345], "profile")`. All keys with the same group share a slot, and so a shard's memory.
   *
   * @throws ValidationError CACHE_KEY_INVALID
   */
  together(group: readonly KeyPart[], ...parts: readonly KeyPart[]): string {
    return this.bounded(`${this.prefix}:{${joined(group)}}`, joined(parts));
  }

  private bounded(start: string, rest: string): string {
    const key = `${start}:${rest}`;
    if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return key;
    // No part contains a number sign: a hash is never taken for a part.
    const short = `${start}:#${createHash("sha256").update(rest).digest("hex")}`;
    if (Buffer.byteLength(short) <= MAX_KEY_BYTES) return short;
    throw new ValidationError("CACHE_KEY_INVALID", {
      problem: `the namespace or the group is too long: even with a hash the key has ${Buffer.byteLength(short)} bytes`,
      allowed: `${MAX_KEY_BYTES} bytes`,
      fix: "shorten the namespace or the group",
    });
  }
}

function joined(parts: readonly KeyPart[]): string {
  if (parts.length > 0) return parts.map(escaped).join(":");
  throw invalid("no part", undefined);
}

function filterText(value: KeyFilters[string]): string {
  if (value === null || value === undefined) return "";
  if (!isList(value)) return `=${escapedAny(value)}`;
  // A comma before each: an empty list is another one than that of an empty text.
  return `=(${value.map((item) => `,${escapedAny(item)}`).join("")})`;
}

function isList(value: KeyPart | readonly KeyPart[]): value is readonly KeyPart[] {
  return Array.isArray(value);
}

function escaped(part: KeyPart): string {
  const text = escapedAny(part);
  if (text === "") throw invalid("an empty part", part);
  return text;
}

function escapedAny(part: KeyPart): string {
  const isPart = typeof part === "number" ? Number.isFinite(part) : PART_TYPES.has(typeof part);
  const text = String(part);
  if (!isPart || HALF.test(text)) throw invalid("a part that is no text, number or boolean", text);
  return text.replace(RESERVED, percentEncoded);
}

function percentEncoded(character: string): string {
  const bytes = [...Buffer.from(character)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function invalid(what: string, received: unknown): ValidationError {
  return new ValidationError("CACHE_KEY_INVALID", {
    problem: `a key has ${what}`,
    ...(received === undefined ? {} : { received }),
    allowed:
      "one part and more, each a text that is not empty, a finite number, a BigInt or a boolean",
    fix: 'name what the entry is about, such as key("user", 12345)',
  });
}
