import { compliantIf, defineRule } from "../rule";

// A name means what the image says, which can be 0.
const NUMBER = /^0*[1-9]\d*$/;
const NUMBERS = /^0*[1-9]\d*:0*[1-9]\d*$/;

export const nonRootUser = defineRule({
  id: "non-root-user",
  cis: "4.1",
  reason: "a hole in the kernel or the engine makes root of the container root of the host",
  wanted: "`uid:gid` in numbers, none of them 0",
  judges: {
    container: ({ groups, user }) =>
      compliantIf(
        user !== undefined && NUMBERS.test(user) && groups.every((group) => NUMBER.test(group)),
        [user ?? "the image's", ...groups.map((group) => `group ${group}`)].join(", "),
      ),
  },
});
