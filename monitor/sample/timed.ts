import type { AnsweredSample, SilentSample } from "./sample";

const QUESTIONS = 20;

/** A sample without whose it is; its response times are of what was asked anyway. */
export type Told<Sample extends AnsweredSample> = Omit<Sample, "node">;

/** How nodes of one engine are asked. */
export interface Asked<Node, Sample extends AnsweredSample> {
  /** Everything that a node tells. */
  readonly tell: (node: Node) => Promise<Told<Sample>>;
  /** A question that costs the server nothing. */
  readonly ask: (node: Node) => Promise<unknown>;
  /** How many of them are timed; with 0 the times of what was asked anyway stand. @default 20 */
  readonly questions?: number;
}

/**
 * Samples nodes: what they tell all at once, and then their response times one node after another, so that none
 * waits for this process while it reads what others tell. A node that fails is silent; nothing is thrown.
 */
export async function timedOneByOne<
  Node extends { readonly id: string },
  Sample extends AnsweredSample,
>(
  nodes: readonly Node[],
  { ask, questions = QUESTIONS, tell }: Asked<Node, Sample>,
): Promise<((Told<Sample> & Pick<AnsweredSample, "node">) | SilentSample)[]> {
  const told = await Promise.all(
    nodes.map(async (node) => ({ node, told: await orProblem(tell(node)) })),
  );
  const samples = [];
  for (const { node, told: answer } of told) {
    if ("problem" in answer) {
      samples.push(silent(node.id, answer.problem));
      continue;
    }
    if (questions === 0) {
      samples.push({ ...answer.value, node: node.id });
      continue;
    }
    const timed = await orProblem(times(() => ask(node), questions));
    samples.push(
      "problem" in timed
        ? silent(node.id, timed.problem)
        : { ...answer.value, node: node.id, responsesMs: timed.value },
    );
  }
  return samples;
}

async function times(ask: () => Promise<unknown>, questions: number): Promise<number[]> {
  const ms: number[] = [];
  for (let asked = 0; asked < questions; asked++) {
    const begun = performance.now();
    await ask();
    ms.push(performance.now() - begun);
  }
  return ms;
}

async function orProblem<T>(
  work: Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  try {
    return { value: await work };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function silent(node: string, problem: string): SilentSample {
  return { kind: "silent", node, at: performance.now(), problem };
}
