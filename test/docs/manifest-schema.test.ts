import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { readManifest } from "../../constructs/core/manifest-reader";
import { manifestSchemaText } from "../../scripts/manifest-schema";

const root = join(__dirname, "../..");
const schemaFile = join(root, "docs/manifest.schema.json");
const fixtures = join(root, "test/fixtures/manifests");

const conforms = new Ajv2020().compile(JSON.parse(readFileSync(schemaFile, "utf8")) as object);
const read = (name: string): unknown => JSON.parse(readFileSync(join(fixtures, name), "utf8"));
const jsonFiles = (folder: string): string[] =>
  readdirSync(join(fixtures, folder)).filter((name) => name.endsWith(".json"));

/** Names of every property anywhere in a JSON Schema. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties } = schema as { properties?: object };
  const own = properties === undefined ? [] : Object.keys(properties);
  return [...new Set([...own, ...Object.values(schema).flatMap(fieldsOf)])];
}

it("is current: npm run docs changes nothing", () => {
  expect(readFileSync(schemaFile, "utf8")).toBe(manifestSchemaText());
});

it("is explained field by field in docs/manifest.md", () => {
  const page = readFileSync(join(root, "docs/manifest.md"), "utf8");
  const unexplained = fieldsOf(JSON.parse(readFileSync(schemaFile, "utf8"))).filter(
    (field) => !page.includes(`\`${field}\``) && !page.includes(`"${field}": `),
  );
  expect(unexplained).toEqual([]);
});

it("has a fixture of every target and kind, and of a serverless cache", () => {
  expect(jsonFiles("").sort()).toEqual([
    "aws-memcached.json",
    "aws-redis.json",
    "aws-serverless.json",
    "docker-memcached.json",
    "docker-redis.json",
    "host-memcached.json",
    "host-redis.json",
  ]);
});

describe.each(jsonFiles(""))("%s", (name) => {
  it("is accepted by the reader, with nothing lost", () => {
    expect(readManifest(read(name), name)).toEqual(read(name));
  });

  it("conforms to the schema", () => {
    conforms(read(name));
    expect(conforms.errors).toBeNull();
  });
});

describe.each([
  ["newer-major.json", "MANIFEST_VERSION_UNKNOWN", '"cachefort.manifest/v2"'],
  ["literal-password.json", "MANIFEST_INVALID", "users[0].auth"],
  ["literal-password-object.json", "MANIFEST_INVALID", "users[0].auth"],
  ["literal-command-name.json", "MANIFEST_INVALID", "renamedCommands[13].as"],
  ["no-authority.json", "MANIFEST_INVALID", "tls.ca"],
  ["other-ring.json", "MANIFEST_INVALID", "ring.algorithm"],
  ["unknown-field.json", "MANIFEST_INVALID", "comment"],
])("refused/%s", (name, code, part) => {
  const value = read(join("refused", name));

  it("is refused by the reader, which names the place", () => {
    const reading = () => readManifest(value, name);
    expect(reading).toThrow(expect.objectContaining({ code }) as Error);
    expect(reading).toThrow(part);
  });

  it("does not conform to the schema", () => {
    expect(conforms(value)).toBe(false);
  });

  it("is told without the literal secret", () => {
    expect(() => readManifest(value, name)).not.toThrow(/correct-horse|4711/);
  });
});

it("tries every refused fixture", () => {
  expect(jsonFiles("refused")).toHaveLength(7);
});
