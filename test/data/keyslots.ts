/**
 * Prints the slots that a running server gives tricky keys, as JSON.
 *
 * Remake the vectors:
 *   redis-server --port 7999 --cluster-enabled yes --cluster-config-file keyslots.conf --save ''
 *   npx tsx test/data/keyslots.ts 7999 > test/data/keyslots.json && npx prettier --write test/data/keyslots.json
 */
import Redis from "ioredis";

const KEYS = [
  ...["", " ", "a", "foo", "bar", "hello", "123456789", "\n", "\0", "a\0b", "with blank"],
  // Tags: none, empty, the first of two, unfinished, the wrong way round, one inside the other.
  ...["{user}", "{user}:name", "a{user}b", "{user}{other}", "a{user}b{other}c", "{ }", "{\0}"],
  ...["{}", "{}a", "a{}", "a{}b", "a{}{user}", "{}{}", "{}{user}"],
  ...[
    "{",
    "}",
    "a{",
    "a}",
    "{a",
    "}a",
    "a{b",
    "a}b",
    "}{",
    "}{a",
    "}{a}",
    "}a{",
    "a}b{c}d",
    "{a}}",
  ],
  ...[
    "{{",
    "}}",
    "{{}",
    "{{}}",
    "{{user}}",
    "a{{user}}b",
    "{a{b}c}",
    "{a}{",
    "{{a}{b}}",
    "}}{{a}}",
  ],
  ...[
    "größe",
    "{größe}",
    "größe{ä}ö",
    "ключ",
    "键",
    "{键}:1",
    "キー{タグ}",
    "😀",
    "{😀}x",
    "e\u0301",
    "\u00e9",
  ],
  ...["ｕ{ｖ}ｗ", "{\u{10ffff}}", "\u{feff}", "｛user｝"],
  "x".repeat(1_000),
  "y".repeat(5_000),
  `{${"t".repeat(1_000)}}rest`,
  `${"p".repeat(1_000)}{tag}${"s".repeat(1_000)}`,
  "{".repeat(300),
  `${"{".repeat(300)}}`,
  `a${"{}".repeat(300)}`,
];

async function main(): Promise<void> {
  const redis = new Redis({ port: Number(process.argv[2]) });
  try {
    const version = /redis_version:(\S+)/.exec(await redis.info("server"))?.[1];
    const slots: [string, number][] = [];
    for (const key of KEYS) slots.push([key, await redis.cluster("KEYSLOT", key)]);
    process.stdout.write(`${JSON.stringify({ server: `redis ${version}`, slots })}\n`);
  } finally {
    redis.disconnect();
  }
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  console.error(error);
});
