import type { EnvironmentConfig } from "./schema";

/** The environment of a developer's own machine. */
export const local: EnvironmentConfig = {
  target: "host",
  redis: [
    {
      name: "sessions",
      nodeTimeoutMs: 2000,
      port: 7000,
      users: [
        { name: "api", role: "readWrite", keys: ["session:*"], channels: ["session:*"] },
        { name: "report", role: "readOnly", keys: ["session:*"] },
      ],
    },
  ],
  memcached: [{ name: "pages", port: 11311, users: [{ name: "web" }] }],
};
