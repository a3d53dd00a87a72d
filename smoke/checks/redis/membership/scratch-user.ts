import { createHash, randomBytes } from "node:crypto";
import { readAuthority } from "../../../../clients/manifest-file";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { CheckContext } from "../../../check";
import { RedisSession } from "../../../probes/redis-session";
import type { AddressedNode } from "../../judge";
import { command } from "./operator";

/** A user that a check makes on every node, and that is gone with its end. */
export class ScratchUser {
  readonly name: string;
  private readonly password = randomBytes(32).toString("hex");

  private constructor(
    private readonly context: CheckContext<RedisManifest>,
    private readonly nodes: readonly AddressedNode[],
  ) {
    this.name = `cf-smoke-${context.runId}`;
  }

  /**
   * @param rules as `ACL SETUSER` takes them; the password comes on top
   * @throws NodeFailure
   */
  static async make(
    context: CheckContext<RedisManifest>,
    nodes: readonly AddressedNode[],
    rules: readonly string[],
  ): Promise<ScratchUser> {
    const user = new ScratchUser(context, nodes);
    context.onExit(() => user.remove());
    const hash = createHash("sha256").update(user.password).digest("hex");
    await user.change("reset", "on", `#${hash}`, ...rules);
    return user;
  }

  /** Changes its rules on every node at the same time. @throws NodeFailure */
  async change(...rules: readonly string[]): Promise<void> {
    await Promise.all(
      this.nodes.map((node) => command(this.context, node, "ACL", "SETUSER", this.name, ...rules)),
    );
  }

  /** Removes it from every node. @throws NodeFailure */
  async remove(): Promise<void> {
    await Promise.all(
      this.nodes.map((node) => command(this.context, node, "ACL", "DELUSER", this.name)),
    );
  }

  /** Logs in at one node; the connection ends with the check. @throws NodeFailure */
  async open({ host, port }: AddressedNode): Promise<RedisSession> {
    const authority = readAuthority(this.context.deployed);
    const login = { user: this.name, password: this.password };
    const session = await RedisSession.open({
      host,
      port,
      ...login,
      ...(authority === undefined ? {} : { authority }),
    });
    this.context.onExit(() => Promise.resolve(session.close()));
    return session;
  }
}
