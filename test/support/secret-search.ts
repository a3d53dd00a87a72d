import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder; none for a folder that does not exist. */
export function filesBelow(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What is told of a key that the folder does not hold. */
const ANY_KEY = "any private key";

/** Texts that must stand nowhere but in the secrets themselves, each with the file it is from. */
export function secretTexts(folder: string): Map<string, string> {
  const texts = new Map([["PRIVATE KEY-----", ANY_KEY]]);
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, "utf8").trim();
    if (/\.(password|name)$/.test(file)) texts.set(text, file);
    if (file.endsWith(".key")) {
      // The last full line of the body: the first ones are the same for every key of a curve.
      const [body] = text
        .split("\n")
        .filter((line) => !line.startsWith("-----"))
        .slice(-2);
      if (body !== undefined) texts.set(body, file);
    }
  }
  return texts;
}

/** Without the mark of keys in general, which libraries of a distribution hold too. */
export function withoutAnyKey(secrets: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...secrets].filter(([, file]) => file !== ANY_KEY));
}

/** Which secrets stand in a text, by the files they are from. */
export function secretsIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets].filter(([secret]) => text.includes(secret)).map(([, file]) => file);
}

/**
 * Which secrets stand in a stream of bytes, by the files they are from. None of it is kept, and a secret
 * may lie across two chunks.
 */
export async function secretsInStream(
  stream: AsyncIterable<Buffer>,
  secrets: ReadonlyMap<string, string>,
): Promise<string[]> {
  const wanted = new Map([...secrets].map(([secret, file]) => [Buffer.from(secret), file]));
  const overlap = Math.max(0, ...[...wanted.keys()].map(({ length }) => length - 1));
  const found = new Set<string>();
  let end: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = Buffer.concat([end, chunk]);
    for (const [secret, file] of wanted) if (bytes.includes(secret)) found.add(file);
    end = bytes.subarray(Math.max(0, bytes.length - overlap));
  }
  return [...secrets.values()].filter((file) => found.has(file));
}
