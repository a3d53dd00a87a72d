import { awaitsReferences } from "./settled-state";
import type { Json, JsonObject } from "../template";

const REFERENCE = { references: ["aws_kms_key.key.arn", "aws_kms_key.key"] };

const planned = (expressions: JsonObject, after_unknown: Json) => ({
  configuration: {
    root_module: { resources: [{ address: "a.b", provider_config_key: "aws", expressions }] },
  },
  resource_changes: [
    { address: "a.b", type: "a", change: { actions: ["create"], after: null, after_unknown } },
  ],
});

test.each<[what: string, expressions: JsonObject, unknown: Json, expected: boolean]>([
  ["an argument that is unknown", { key: REFERENCE }, { key: true }, true],
  ["one within a block", { block: [{ key: REFERENCE }] }, { block: [{ key: true }] }, true],
  ["one that is known", { key: REFERENCE }, { key: false }, false],
  ["a block that is known", { block: [{ key: REFERENCE }] }, { block: [{}] }, false],
  ["what only the service sets", { name: { constant_value: "n" } }, { arn: true }, false],
  ["a resource that is no more", { key: REFERENCE }, false, false],
])("%s", (_, expressions, unknown, expected) => {
  expect(awaitsReferences(planned(expressions, unknown))).toBe(expected);
});
