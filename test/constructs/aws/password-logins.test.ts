import { passwordLogins } from "../../../constructs/aws/password-logins";

const at = (rotation: number, alternating: boolean) =>
  passwordLogins("web", { rotation, alternating });

test.each([0, 2, 4, 100])(
  "with rotation %d one login becomes the active one of two, with its password, and back",
  (rotation) => {
    const [one] = at(rotation, false);
    const two = at(rotation, true);
    expect(two).toHaveLength(2);
    expect(two.filter(({ isActive }) => isActive)).toEqual([one]);
  },
);

test("of two, one is active and has the newest password; the other one waits with its own", () => {
  for (let rotation = 0; rotation < 8; rotation++) {
    const logins = at(rotation, true);
    const [active, waiting] = [...logins].sort((a, b) => Number(b.isActive) - Number(a.isActive));
    expect([active?.isActive, waiting?.isActive]).toEqual([true, false]);
    expect(active?.passwordVersion).toBe(rotation + 1);
    expect(waiting?.passwordVersion).toBe(Math.max(1, rotation));
  }
});

test("numbers of passwords begin with 1 and are never used again", () => {
  const seen = new Map<string, number[]>();
  for (let rotation = 0; rotation < 8; rotation++) {
    for (const { name, passwordVersion } of at(rotation, true)) {
      seen.set(name, [...(seen.get(name) ?? []), passwordVersion]);
    }
  }
  expect(Object.fromEntries(seen)).toEqual({
    web: [1, 1, 3, 3, 5, 5, 7, 7],
    "web-b": [1, 2, 2, 4, 4, 6, 6, 8],
  });
});
