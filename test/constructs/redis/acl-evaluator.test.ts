import { allowedCommands } from "../../../constructs/redis/acl-evaluator";

const CATALOGUE = new Map([
  ["get", ["read"]],
  ["set", ["write"]],
  ["config", ["slow"]],
  ["config|get", ["admin"]],
  ["config|set", ["admin"]],
]);

test.each<[rules: string[], allowed: string[]]>([
  [[], []],
  [["-@all"], []],
  [["+get"], ["get"]],
  [
    ["+@all", "-get"],
    ["set", "config", "config|get", "config|set"],
  ],
  [["-get", "+@read"], ["get"]],
  [["+@read", "-get"], []],
  [
    ["+config", "-config|set"],
    ["config", "config|get"],
  ],
  [["+config|get"], ["config|get"]],
  // A container's category brings its sub-commands, whatever their own categories are.
  [["+@slow"], ["config", "config|get", "config|set"]],
  [["+@slow", "-@admin"], ["config"]],
  [["+get|x"], ["get|x"]],
  [["+@all", "-@all"], []],
])("%j allows %j", (rules, allowed) => {
  expect([...allowedCommands(rules, CATALOGUE)].sort()).toEqual([...allowed].sort());
});
