import { ListReporter } from "../../../smoke/reporters/list";
import { report } from "../../support/smoke-report";

function printed(hasColor: boolean): string {
  let text = "";
  const reporter = new ListReporter({ write: (part) => void (text += part), hasColor });
  reporter.onRunBegin(report);
  for (const result of report.results) reporter.onCheckEnd(result);
  reporter.onRunEnd(report);
  return text;
}

test("every check with its result, evidence, reason and hint", () => {
  expect(printed(false)).toBe(`environment test · suite standard · run 0a1b2c3d · seed 42

sessions
  ✓ redis/acl · users may do what they are granted (1.0 s)
      expected  12 refusals
      measured  12 refusals
  ✗ redis/sharding · keys lie where they should (1.0 s)
      expected  "a" & <b>
      measured  nothing\\x00\\x1b[31m
      proves    that keys lie there
      hint      look at
                the slots

pages
  ! memcached/udp · UDP is closed (0.3 s)
      reason    socket gone
      proves    that no datagram is answered
  - memcached/node-stopped · one node stops (0.0 s)
      reason    faults are not allowed

1 passed, 1 failed, 1 in error, 1 skipped in 2.5 s
`);
});

test("colour marks the result and nothing else", () => {
  const plain = printed(true).replace(/\u001b\[(?:31|32|33|39)m/gu, "");
  expect(plain).toBe(printed(false));
  expect(printed(true)).toContain("\u001b[32m✓ redis/acl\u001b[39m");
});
