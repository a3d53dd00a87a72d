import type { Json } from "../../template";
import { evaluate, referencesIn } from "./expression";
import { stackScope } from "./scope";
import { UNKNOWN, type Attributes } from "./value";

const attributes: Attributes = {
  name: "net",
  id: UNKNOWN,
  ports: [{ internal: 7000 }],
  triggers_replace: { directory: "/data" },
};
const scope = stackScope(new Map(), (address) =>
  address === "docker_network.a_0-0" ? attributes : undefined,
);

test.each<[Json, Json]>([
  ["plain", "plain"],
  ["", ""],
  ["${docker_network.a_0-0.name}", "net"],
  ["${ docker_network.a_0-0.name }", "net"],
  ["<${docker_network.a_0-0.name}>", "<net>"],
  ["${docker_network.a_0-0.ports}", [{ internal: 7000 }]],
  ["${docker_network.a_0-0.ports[0].internal}", 7000],
  ["port ${docker_network.a_0-0.ports[0].internal}", "port 7000"],
  ['${docker_network.a_0-0.triggers_replace["directory"]}', "/data"],
  ["$${literal} %%{ if }", "${literal} %{ if }"],
  [{ a: ["${docker_network.a_0-0.name}", 1, true, null] }, { a: ["net", 1, true, null] }],
])("%j stands for %j", (written, expected) => {
  expect(evaluate(written, "here", scope)).toEqual(expected);
});

test("what is not known yet makes a text unknown too", () => {
  expect(evaluate("id: ${docker_network.a_0-0.id}", "here", scope)).toBe(UNKNOWN);
});

test.each([
  "${upper(docker_network.a_0-0.name)}",
  "${docker_network.a_0-0.name == 1}",
  "${docker_network.a_0-0.*.name}",
  "${docker_network.a_0-0}",
  "${local}",
  "${var.name}x${1 + 1}",
  "${",
  "${jsonencode({})}",
  "%{ if true }",
  '${"text"}',
])("%s is refused", (written) => {
  expect(() => evaluate(written, "here", scope)).toThrow(
    `here: "${written}" is more than plain references, and the applier knows nothing else`,
  );
});

test.each([
  ["${docker_network.b.name}", "there is no docker_network.b"],
  ["${docker_network.a_0-0.nmae}", "there is no nmae"],
  ["${docker_network.a_0-0.ports[1].internal}", "there is no 1"],
  ["x ${docker_network.a_0-0.ports}", "only text stands within text"],
])("%s: %s", (written, message) => {
  expect(() => evaluate(written, "here", scope)).toThrow(message);
});

test("an expression as a key is refused", () => {
  expect(() => evaluate({ "${a.b.c}": 1 }, "here", scope)).toThrow(
    'here: the key "${a.b.c}" is an expression',
  );
});

test("every reference is found, at any depth", () => {
  const roots = referencesIn({ a: ["${x.y.z} ${each.value}"], b: { c: "${self.id}" } }, "here");
  expect(roots.map(({ root, path }) => [root, path])).toEqual([
    ["x.y", ["z"]],
    ["each", ["value"]],
    ["self", ["id"]],
  ]);
});
