import { parseRecoveries } from "../../../operate/redis/recoveries";
import { codedError } from "../../support/coded";

const PROMOTED =
  "at=2026-11-29T16:39:53Z status=137 role=primary choice=promote taker=127.0.0.1:7003 ms=150 reason=it has the most data, up to offset 14";

test("tells what was chosen, why, and who took over", () => {
  expect(parseRecoveries(`${PROMOTED}\n`)).toEqual([
    {
      at: "2026-11-29T16:39:53Z",
      status: 137,
      role: "primary",
      choice: "promote",
      taker: "127.0.0.1:7003",
      ms: 150,
      reason: "it has the most data, up to offset 14",
    },
  ]);
});

test("keeps the order, and knows no taker where nobody took over", () => {
  const restarted = PROMOTED.replace("promote taker=127.0.0.1:7003", "restart taker=-");
  const read = parseRecoveries(`${PROMOTED}\n${restarted}\n`);
  expect(read.map(({ choice, taker }) => [choice, taker])).toEqual([
    ["promote", "127.0.0.1:7003"],
    ["restart", undefined],
  ]);
});

test("a node that never died has none", () => {
  expect(parseRecoveries("")).toEqual([]);
});

test.each([
  ["nonsense", "nonsense"],
  ["without a reason", PROMOTED.replace(/ reason=.*/, "")],
  ["with an empty reason", PROMOTED.replace(/ reason=.*/, " reason=")],
  ["with a choice that is none", PROMOTED.replace("promote", "takeover")],
  ["with a field more", PROMOTED.replace(" ms=", " more=1 ms=")],
  ["with a time that is none", PROMOTED.replace("2026-11-29T", "")],
])("a line %s is refused", (_, line) => {
  const error = codedError(() => parseRecoveries(`${PROMOTED}\n${line}\n`));
  expect(error.code).toBe("RECOVERIES_UNREADABLE");
  expect(error.message).toContain(line);
});
