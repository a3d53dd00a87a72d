/** A measured size and what it cost. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The line y = intercept + slope · x. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** Root of the mean squared distance of the points from the line, in the unit of y. */
  readonly residual: number;
}

const EXPONENTS = Array.from({ length: 291 }, (_, step) => 0.1 + step / 100);

/** The line of least squares through at least two sizes. */
export function fitLine(points: readonly Point[]): Line {
  const mean = (value: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const middle = { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  const slope =
    mean(({ x, y }) => (x - middle.x) * (y - middle.y)) / mean(({ x }) => (x - middle.x) ** 2);
  const intercept = middle.y - slope * middle.x;
  const squares = mean(({ x, y }) => (y - intercept - slope * x) ** 2);
  return { intercept, slope, residual: Math.sqrt(squares) };
}

/**
 * The exponent p, 0.1 to 3, of the curve y = a + b · xᵖ that lies nearest to the points: 1 grows
 * linearly, 2 with the square. What every size costs alike is a, so that it does not hide the growth.
 */
export function fitExponent(points: readonly Point[]): number {
  let best = { exponent: NaN, residual: Infinity };
  for (const exponent of EXPONENTS) {
    const { residual } = fitLine(points.map(({ x, y }) => ({ x: x ** exponent, y })));
    if (residual < best.residual) best = { exponent, residual };
  }
  return best.exponent;
}
