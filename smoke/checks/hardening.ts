import type { Manifest } from "../../constructs/core/manifest";
import { DOCKER_EXCEPTIONS } from "../../constructs/policy/docker/exceptions";
import { DOCKER_RULES } from "../../constructs/policy/docker/rules";
import { judgeAll, ruleName, violationsOf, type Judgement } from "../../constructs/policy/judge";
import { CheckFailure, CheckSkip, type Check } from "../check";

const EXPECTED = "every rule of the policy held by each container, its networks and its volumes";
const HINT =
  "compare docker inspect with docs/policy.md; deploy again to replace what was changed by hand";
/** The deployment sets the limit of processes that Terraform has no attribute for. */
const EFFECTIVE_EXCEPTIONS = DOCKER_EXCEPTIONS.filter(({ rule }) => rule !== "pids-limit");
/** Violations named one by one; the rest is counted. */
const NAMED = 8;

/** What runs is judged by the rules that the configuration was judged by when it was synthesized. */
export function hardeningCheck<M extends Manifest>(kind: M["kind"], id: string): Check<M> {
  return {
    id,
    title: "What runs is as hardened as what was configured",
    proves:
      "What the engine says of each running container, its networks and its volumes holds every rule of the policy.",
    kind,
    targets: ["docker"],
    suite: "quick",
    injectsFaults: false,
    run: async ({ deployed, driver }) => {
      const inspect = driver.inspect?.bind(driver);
      if (inspect === undefined) throw new CheckSkip("the target's driver cannot inspect nodes");
      const subjects = await Promise.all(deployed.manifest.nodes.map(({ ref }) => inspect(ref)));
      const judgements = judgeAll(subjects.flat(), DOCKER_RULES, EFFECTIVE_EXCEPTIONS);
      const faults = [...new Set(violationsOf(judgements).map(textOf))];
      const held = judgements.filter(({ verdict }) => verdict.status === "COMPLIANT").length;
      const excepted = [...new Set(judgements.flatMap(({ exception }) => exception?.rule ?? []))];
      if (faults.length > 0) {
        const more = faults.length > NAMED ? `, and ${faults.length - NAMED} more` : "";
        const measured = `${faults.slice(0, NAMED).join("; ")}${more}`;
        throw new CheckFailure({ expected: EXPECTED, measured }, HINT);
      }
      return {
        expected: EXPECTED,
        measured: `${held} verdicts of ${DOCKER_RULES.length} rules on ${deployed.manifest.nodes.length} containers; excepted: ${excepted.length === 0 ? "nothing" : excepted.join(", ")}`,
      };
    },
  };
}

function textOf({ rule, subject, verdict }: Judgement): string {
  return `${subject.name}: ${ruleName(rule)}: ${verdict.found}`;
}
