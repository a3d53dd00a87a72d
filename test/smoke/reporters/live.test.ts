import { LiveReporter } from "../../../smoke/reporters/live";

const ERASE = "\r\u001b[2K";
const check = { id: "redis/acl", subject: "sessions", title: "a" };

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function liveOn(columns: number): { readonly live: LiveReporter; readonly lines: () => string[] } {
  let text = "";
  let now = 0;
  const live = new LiveReporter(
    (part) => void (text += part),
    () => columns,
    () => (now += 1000),
  );
  return { live, lines: () => text.split(ERASE).slice(1) };
}

test("one line is written again and again, and is gone in the end", () => {
  const { lines, live } = liveOn(80);
  live.onCheckBegin(check);
  live.onProgress("killing node 0-0");
  jest.advanceTimersByTime(1000);
  live.onCheckEnd();
  live.onRunEnd();
  jest.advanceTimersByTime(5000);
  expect(lines()).toEqual([
    "sessions: redis/acl · 1 s",
    "sessions: redis/acl · killing node 0-0 · 2 s",
    "sessions: redis/acl · killing node 0-0 · 3 s",
    "",
    "",
  ]);
});

test("a line never wraps, and cannot steer the terminal", () => {
  const { lines, live } = liveOn(30);
  live.onCheckBegin(check);
  live.onProgress(`waiting\n\u001b[31m${"x".repeat(50)}`);
  live.onRunEnd();
  expect(lines()[1]).toBe("sessions: redis/acl · waitin…");
  expect(lines().every((line) => line.length < 30 && !line.includes("\u001b"))).toBe(true);
});
