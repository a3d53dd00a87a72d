import { withoutLogin } from "../../../clients/redis/hidden-login";

test.each(["auth", "AUTH", "hello"])("%s keeps its arguments to itself", (name) => {
  const command = { name, args: ["3", "AUTH", "api", "secret"] };
  const error = Object.assign(new Error("WRONGPASS"), { command });
  expect(withoutLogin(error)).toBe(error);
  expect(error.command).toEqual({ name, args: [] });
});

test.each([
  Object.assign(new Error("NOPERM"), { command: { name: "get", args: ["key"] } }),
  new Error("Connection is closed."),
  "a text",
  null,
])("everything else stays as it is", (error) => {
  const before = JSON.stringify(error);
  expect(JSON.stringify(withoutLogin(error))).toBe(before);
});
