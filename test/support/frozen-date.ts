const REAL = [
  ...(["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const),
  ...(["setImmediate", "clearImmediate", "nextTick", "queueMicrotask"] as const),
  ...(["performance", "hrtime"] as const),
];

/** Only the date stands still, until `jest.useRealTimers()`: it is what ages and tokens are told by. */
export function freezeDate(now: number): void {
  jest.useFakeTimers({ now, doNotFake: [...REAL] });
}
