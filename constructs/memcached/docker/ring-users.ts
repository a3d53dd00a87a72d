import { Construct } from "constructs";
import { digestOfParts } from "../../core/digest";
import type { ContainerAccount } from "../../docker/container-image";
import type { DockerEnvironment } from "../../docker/docker-environment";
import { usersFolder } from "../../docker/node-conf";
import { kitProvisioner } from "../../terraform/kit-command";
import { TerraformData } from "../../terraform/terraform-data";
import type { MemcachedModel } from "../model";
import { userDigests } from "./memcached-node-conf";

/** The users of a ring whose servers read them at each login. */
export interface RingUsersProps {
  readonly model: MemcachedModel;
  readonly docker: Pick<DockerEnvironment, "paths" | "secrets">;
  /** Whom the files are for. */
  readonly account: ContainerAccount;
}

/** What the writer of a ring's users is told. */
export interface UsersOrder {
  readonly ring: Pick<MemcachedModel, "environment" | "name" | "users">;
  /** Folder of the environment's secrets, absolute. */
  readonly secrets: string;
  /** Folder of each node's users, absolute. */
  readonly folders: readonly string[];
  readonly account: ContainerAccount;
}

/**
 * Writes the users of a ring when they or their passwords change, and no container is replaced for it.
 * It is part of the deployment, and not of the synth, which changes nothing that runs.
 */
export class RingUsers extends Construct {
  readonly resource: TerraformData;
  /** Changes exactly when the users have to be written again. */
  readonly digest: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RingUsersProps,
  ) {
    super(scope, id);
    const { account, docker, model } = props;
    const { environment, name, nodes, users } = model;
    const order: UsersOrder = {
      ring: { environment, name, users },
      secrets: docker.paths.secrets,
      folders: nodes.map((node) => this.ofNode(node.id).folder),
      account,
    };
    this.digest = digestOfParts([
      JSON.stringify([account.uid, account.gid]),
      JSON.stringify(nodes.map((node) => node.id)),
      JSON.stringify(users.map((user) => user.name)),
      ...userDigests(model, docker.secrets),
    ]);
    this.resource = new TerraformData(this, "users", {
      triggersReplace: { digest: this.digest },
      provisioners: [
        kitProvisioner({
          words: ["users"],
          environment: { CACHEFORT_ORDER: JSON.stringify(order) },
        }),
      ],
    });
    this.resource.overrideLogicalId(`${name}_users`);
  }

  /** The folder of a node's users, and what has to be done before the node starts. */
  ofNode(node: string): { readonly folder: string; readonly writer: TerraformData } {
    const { docker, model } = this.props;
    return { folder: usersFolder(docker.paths, model.name, node), writer: this.resource };
  }
}
