/** Who logs in, and where. */
export interface RoleLogin {
  /** A name in the certificate of every node. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** File of the authority that signed the nodes' certificates. */
  readonly authorityFile: string;
  /** Whether reads go to replicas. */
  readonly fromReplicas: boolean;
}

/** What the tests of the roles ask of a client; a server's error makes the promise fail with its text. */
export interface RoleClient {
  /** @param key the command's first key, where it has one */
  call(words: readonly string[], key?: string): Promise<unknown>;
  /** Writes and reads a key in one transaction, and gives what it read. */
  transaction(key: string, value: string): Promise<unknown>;
  /** Subscribes, and gives a function that waits for the next message. */
  subscribe(channel: string): Promise<() => Promise<string>>;
  close(): Promise<void>;
}

export type ConnectRoleClient = (login: RoleLogin) => Promise<RoleClient>;
