const REAL = [
  ...(["setTimeout", "clearTimeout"] as const),
  ...(["setImmediate", "clearImmediate", "nextTick", "queueMicrotask"] as const),
  ...(["performance", "hrtime"] as const),
];

/** Only the date stands still, until `jest.useRealTimers()`: it is what ages and tokens are told by. */
export function freezeDate(now: number): void {
  jest.useFakeTimers({ now, doNotFake: [...REAL, "setInterval", "clearInterval"] });
}

/** The date and the intervals stand still, such as those of a renewal; sockets go on. */
export function freezeIntervals(now: number): void {
  jest.useFakeTimers({ now, doNotFake: [...REAL] });
}
