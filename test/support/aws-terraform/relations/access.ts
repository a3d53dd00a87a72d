import { holdsExactly, type Relation } from "./relation";
import type { StackView } from "./stack-view";

const GROUP = "aws_elasticache_replication_group";
const USER = "aws_elasticache_user";
const USER_GROUP = "aws_elasticache_user_group";
const ROLE_POLICY = "aws_iam_role_policy";

/** Policies that let a role log in, with the cluster and the user that their ids say. */
function grantsOf(stack: StackView): { policy: string; cluster: string; user: string }[] {
  return stack.ids(ROLE_POLICY).flatMap((id) => {
    const [cluster = "", rest = ""] = id.split("_connect-");
    const user = stack
      .ids(USER)
      .find((each) => rest.includes(`-${stack.text(USER, each, "user_id")}-`));
    return user === undefined ? [] : [{ policy: `${ROLE_POLICY}.${id}.policy`, cluster, user }];
  });
}

/** Who may log in to a cluster, and as whom. */
export const ACCESS_RELATIONS: readonly Relation[] = [
  {
    message: "a cluster lets in the users of another group than its own",
    conditions: (stack) =>
      stack.ofClusters((name, group) => [
        holdsExactly(`${group}.user_group_ids`, [`${USER_GROUP}.${name}.user_group_id`]),
      ]),
    misWire: (stack) => {
      stack.argumentsOf(GROUP, "sessions")["user_group_ids"] = [
        `\${${USER_GROUP}.carts.user_group_id}`,
      ];
    },
  },
  {
    message: "a group of users holds others than those that are made for its cluster",
    conditions: (stack) =>
      stack.ofClusters((name) => [
        holdsExactly(`${USER_GROUP}.${name}.user_ids`, stack.each(USER, "user_id", `${name}_`)),
      ]),
    misWire: (stack) => {
      const group = stack.argumentsOf(USER_GROUP, "sessions");
      group["user_ids"] = (group["user_ids"] as string[]).slice(1);
    },
  },
  {
    message: "a role is let in to another cluster, or as another user, than it is granted",
    conditions: (stack) =>
      grantsOf(stack).map(({ cluster, policy, user }) => {
        const ends = `[":replicationgroup:\${${GROUP}.${cluster}.replication_group_id}", ":user:\${${USER}.${user}.user_id}"]`;
        return `alltrue([for each in jsondecode(${policy}).Statement : alltrue([length(each.Resource) == 2, endswith(each.Resource[0], ${ends}[0]), endswith(each.Resource[1], ${ends}[1])])])`;
      }),
    misWire: (stack) => {
      const grant = stack.one(ROLE_POLICY, "carts_connect-");
      const of = ":replicationgroup:prod-";
      stack.replaceIn(ROLE_POLICY, grant, "policy", `${of}carts`, `${of}sessions`);
    },
  },
];
