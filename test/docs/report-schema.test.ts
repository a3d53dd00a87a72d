import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { reportSchemaText } from "../../scripts/report-schema";
import { SAMPLE_REPORT } from "../../scripts/sample-report";
import type { RunReport } from "../../smoke/report";
import { readReport } from "../../smoke/report-reader";
import { JsonReporter } from "../../smoke/reporters/json";
import { codedError } from "../support/coded";
import { galleryReport } from "../support/gallery-report";
import { report } from "../support/smoke-report";

const schemaText = readFileSync(join(__dirname, "../../docs/report.schema.json"), "utf8");
const conforms = new Ajv2020().compile(JSON.parse(schemaText) as object);
const written = (run: RunReport): string => {
  let text = "";
  new JsonReporter((part) => void (text += part)).onRunEnd(run);
  return text;
};

it("is current: npm run docs changes nothing", () => {
  expect(schemaText).toBe(reportSchemaText());
});

const texts = [
  ["real", readFileSync(SAMPLE_REPORT, "utf8")],
  ["small", written(report)],
  ["hostile", written(galleryReport())],
] as const;

it.each(texts)("takes a %s report, which is read as it was written", (_, text) => {
  expect(conforms(JSON.parse(text)) ? [] : conforms.errors).toEqual([]);
  const value = JSON.parse(text) as { schema: string };
  expect({ schema: value.schema, ...readReport(text, "a file") }).toEqual(value);
});

const changed = (change: object): string =>
  JSON.stringify({ ...(JSON.parse(written(report)) as object), ...change });

it.each([
  ["no JSON", "{", "REPORT_INVALID"],
  ["no object", "null", "REPORT_INVALID"],
  ["a manifest", '{"schema": "cachefort.manifest/v1"}', "REPORT_VERSION_UNKNOWN"],
  ["a newer report", changed({ schema: "cachefort.smoke/v2" }), "REPORT_VERSION_UNKNOWN"],
  ["no schema", changed({ schema: undefined }), "REPORT_INVALID"],
  ["a number for a text", changed({ runId: 1 }), "REPORT_INVALID"],
  ["an unknown suite", changed({ suite: "all" }), "REPORT_INVALID"],
])("does not take %s", (_, text, code) => {
  const error = codedError(() => readReport(text, "smoke.json"));
  expect([error.code, error.exitCode]).toEqual([code, 2]);
  expect(error.message).toContain("smoke.json");
  if (code === "REPORT_INVALID" && text !== "{") expect(conforms(JSON.parse(text))).toBe(false);
});

it("passes over fields that a later release adds", () => {
  expect(readReport(changed({ weather: "fine" }), "a file")).not.toHaveProperty("weather");
});
