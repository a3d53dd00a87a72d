import { compliantIf, defineRule } from "../rule";

export const noHostUsers = defineRule({
  id: "no-host-users",
  cis: "5.31",
  reason: "where the engine maps users, its root is root of the host again",
  wanted: "the user namespace that the engine chooses",
  judges: {
    container: ({ usernsMode }) =>
      compliantIf(
        usernsMode === "" || usernsMode === "private",
        usernsMode === "" ? "its own" : usernsMode,
      ),
  },
});
