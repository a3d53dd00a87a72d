/** Folders of a node as its container sees them. */
export const CONTAINER = {
  root: "/cachefort",
  /** Configuration, programs and secrets; read-only. */
  confFolder: "/cachefort/conf",
  conf: (name: string): string => `/cachefort/conf/${name}`,
  /** Users that the server reads at each login; read-only, and its content changes while it runs. */
  usersFolder: "/cachefort/users",
  /** The volume of a node that keeps something. */
  data: "/cachefort/data",
  /** What outlives the volume: the birth seed until it is used, and how often the node was born. */
  state: "/cachefort/state",
  /** Gone with the container: pids and sockets. */
  run: "/cachefort/run",
} as const;
