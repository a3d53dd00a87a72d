import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { oneOfStack } from "../terraform/one-of-stack";
import { ValidationError } from "../core/errors";
import { kitProvisioner } from "../terraform/kit-command";
import { TerraformData } from "../terraform/terraform-data";

const ID = "cachefort-host-guard";

/**
 * One guard per local server of a stack, whose only work is to stop the server when it leaves.
 *
 * All servers share one resource: Terraform runs what is to be done at an instance's end only as long as
 * its resource stands in the configuration, and a cluster that is taken out of the stack takes a
 * resource of its own along. A stack that keeps no cluster, and had one, keeps the guard by
 * `HostGuard.of(stack)`.
 */
export class HostGuard extends Construct {
  /** The guard of a stack; it is made when it is first asked for. */
  static of(scope: Construct): HostGuard {
    return oneOfStack(HostGuard, scope, ID, (stack) => new HostGuard(stack));
  }

  /** One instance per server, by `<name>/<node>`; destroying an instance stops its server. */
  readonly resource: TerraformData;
  private readonly directories: Record<string, string> = {};
  private readonly names = new Set<string>();

  private constructor(stack: TerraformStack) {
    super(stack, ID);
    this.resource = new TerraformData(this, "node", {
      triggersReplace: { directory: "${each.value}" },
      provisioners: [
        kitProvisioner({
          words: ["stop-node"],
          environment: { CACHEFORT_NODE: "${self.triggers_replace.directory}" },
          when: "destroy",
        }),
      ],
    });
    this.resource.overrideLogicalId("cachefort_node");
    this.resource.addOverride("for_each", {});
  }

  /**
   * Guards the servers of a cluster or ring too.
   *
   * @param directories folder of each node by its id, absolute
   * @throws ValidationError NAME_TWICE
   */
  addNodes(scope: Construct, name: string, directories: Readonly<Record<string, string>>): void {
    if (this.names.has(name)) {
      throw new ValidationError(
        "NAME_TWICE",
        {
          problem:
            "two clusters or rings of a stack have the same name, and would share their nodes",
          received: name,
          allowed: "each name once",
          fix: "rename one of them",
        },
        scope,
      );
    }
    this.names.add(name);
    for (const [id, directory] of Object.entries(directories)) {
      this.directories[`${name}/${id}`] = directory;
    }
    this.resource.addOverride("for_each", { ...this.directories });
  }
}
