/** Named milliseconds on one line. */
export function timesText<T extends { readonly [name in keyof T]: number }>(times: T): string {
  const parts = Object.entries<number>(times);
  return `${parts.map(([name, value]) => `${name} ${Math.round(value)}`).join(", ")} ms`;
}
