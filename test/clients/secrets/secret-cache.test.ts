import { SecretCache, secretCacheOf } from "../../../clients/secrets/secret-cache";
import { UnavailableError } from "../../../constructs/core/errors";
import { rejection } from "../../support/coded";

const NAME = "prod/pages/web";
const MINUTES_5 = { maxAgeMs: 300_000 };

let text: string;
let reader: jest.Mock<Promise<string>, [string]>;
let cache: SecretCache;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["performance", "nextTick", "queueMicrotask", "setImmediate"] });
  text = "first";
  reader = jest.fn((_name: string) => Promise.resolve(text));
  cache = new SecretCache(reader);
});
afterEach(() => jest.useRealTimers());

test("those who ask at the same time, and while it is young, are given one reading", async () => {
  expect(await Promise.all([cache.read(NAME, MINUTES_5), cache.read(NAME, MINUTES_5)])).toEqual([
    "first",
    "first",
  ]);
  jest.advanceTimersByTime(299_999);
  text = "second";
  expect(await cache.read(NAME, MINUTES_5)).toBe("first");
  expect(reader.mock.calls).toEqual([[NAME]]);
  jest.advanceTimersByTime(1);
  expect(await cache.read(NAME, MINUTES_5)).toBe("second");
  expect(reader).toHaveBeenCalledTimes(2);
});

test("an age of 0 reads for each who asks", async () => {
  await cache.read(NAME, { maxAgeMs: 0 });
  await cache.read(NAME, { maxAgeMs: 0 });
  expect(reader).toHaveBeenCalledTimes(2);
});

test("a clock that was set back makes nothing young", async () => {
  await cache.read(NAME, MINUTES_5);
  jest.setSystemTime(Date.now() - 60_000);
  await cache.read(NAME, MINUTES_5);
  expect(reader).toHaveBeenCalledTimes(2);
});

test("what was refused is read anew at once, then not for 5 seconds", async () => {
  await cache.read(NAME, MINUTES_5);
  text = "second";
  expect(await Promise.all([cache.renew(NAME), cache.renew(NAME)])).toEqual(["second", "second"]);
  text = "third";
  jest.advanceTimersByTime(4999);
  expect(await cache.renew(NAME)).toBe("second");
  expect(reader).toHaveBeenCalledTimes(2);
  jest.advanceTimersByTime(1);
  expect(await cache.renew(NAME)).toBe("third");
  expect(await cache.read(NAME, MINUTES_5)).toBe("third");
  expect(reader).toHaveBeenCalledTimes(3);
});

test("a text that is too old serves on while it cannot be read, and why is told", async () => {
  await cache.read(NAME, MINUTES_5);
  jest.advanceTimersByTime(300_000);
  reader.mockRejectedValueOnce(new Error("throttled"));
  const told: Error[] = [];
  const age = { ...MINUTES_5, onStale: (error: Error) => void told.push(error) };
  expect(await cache.read(NAME, age)).toBe("first");
  expect(told.map(({ message }) => message)).toEqual([expect.stringContaining("throttled")]);
  text = "second";
  expect(await cache.read(NAME, age)).toBe("first");
  expect(reader).toHaveBeenCalledTimes(2);
  jest.advanceTimersByTime(5000);
  expect(await cache.read(NAME, age)).toBe("second");
});

test("a text that is too old serves on after a second without an answer", async () => {
  jest.useRealTimers();
  await cache.read(NAME, { maxAgeMs: 0 });
  let answer: (late: string) => void = () => undefined;
  reader.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const begun = performance.now();
  expect(await cache.read(NAME, { maxAgeMs: 0 })).toBe("first");
  expect(performance.now() - begun).toBeGreaterThanOrEqual(995);
  answer("second");
  await new Promise(setImmediate);
  expect(await cache.read(NAME, MINUTES_5)).toBe("second");
});

test("a first reading that fails is told as it is, and is tried again after a second", async () => {
  reader.mockRejectedValueOnce(new Error("connect ECONNREFUSED"));
  const error = await rejection(cache.read(NAME, MINUTES_5));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(await rejection(cache.read(NAME, MINUTES_5))).toBe(error);
  expect(reader).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1000);
  expect(await cache.read(NAME, MINUTES_5)).toBe("first");
});

test("what tells its own reason is told as it is: the package is missing", async () => {
  const detail = { problem: "a package is missing", fix: "install it" };
  const missing = new UnavailableError("AWS_SDK_MISSING", detail);
  reader.mockRejectedValueOnce(missing);
  expect(await rejection(cache.read(NAME, MINUTES_5))).toBe(missing);
});

test("a process has one cache for each function", () => {
  const other = () => Promise.resolve("");
  expect(secretCacheOf(reader)).toBe(secretCacheOf(reader));
  expect(secretCacheOf(reader)).not.toBe(secretCacheOf(other));
  expect(secretCacheOf()).toBe(secretCacheOf());
});
