const COPIES = 8;
const FAULTS_PER_COPY = COPIES / 2;

/**
 * Which of eight copies of something have each of a number of faults. Each fault is in half of them, so that
 * no fault's copies are all among those of another one: what fails in a fault's copies, and in no other, does
 * so for this fault. A copy for each fault would show the same and take as many times as long.
 *
 * @throws RangeError for more than 70 faults
 */
export function copiesOf(faults: number): readonly (readonly number[])[] {
  const halves = Array.from({ length: 2 ** COPIES }, (_, bits) =>
    Array.from({ length: COPIES }, (__, copy) => copy).filter((copy) => ((bits >> copy) & 1) === 1),
  ).filter((copies) => copies.length === FAULTS_PER_COPY);
  if (faults <= halves.length) return halves.slice(0, faults);
  throw new RangeError(
    `${faults} faults are more than the ${halves.length} that can be told apart`,
  );
}

/** Numbers of the copies. */
export const ALL_COPIES: readonly number[] = Array.from({ length: COPIES }, (_, copy) => copy);
