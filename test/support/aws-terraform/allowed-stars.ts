import type { FoundStar } from "./policy-statements";

/** Wildcards that are accepted, and why no resource or action can be named instead. */
export interface AllowedStar {
  readonly argument: string;
  /** Statements by their ids. */
  readonly sids: readonly string[];
  readonly element: string;
  readonly values: RegExp;
  readonly reason: string;
}

const OF_A_KEY = [
  "UseByAlarms",
  "UseByLogs",
  "UseThroughElastiCache",
  "UseThroughSecretsManager",
] as const;

export const ALLOWED_STARS: readonly AllowedStar[] = [
  {
    argument: "aws_kms_key.policy",
    sids: [
      ...OF_A_KEY,
      "AdministrationByAccount",
      "GrantsThroughElastiCache",
      "GrantsThroughSecretsManager",
    ],
    element: "Resource",
    values: /^\*$/,
    reason: "in the policy of a key, it is the key itself; KMS knows no other way to say so",
  },
  {
    argument: "aws_kms_key.policy",
    sids: OF_A_KEY,
    element: "Action",
    values: /^kms:(GenerateDataKey|ReEncrypt)\*$/,
    reason: "variants of one action, as services call them; conditions name the service",
  },
  {
    argument: "aws_vpc_endpoint.policy",
    sids: ["PrincipalsOfThisAccount"],
    element: "Principal",
    values: /^\*$/,
    reason:
      "a condition takes the principals of the account alone; the endpoint gives no rights of its own",
  },
  {
    argument: "aws_vpc_endpoint.policy",
    sids: ["PrincipalsOfThisAccount"],
    element: "Resource",
    values: /^\*$/,
    reason: "what is behind the endpoint is everybody's in the account; their own policies name it",
  },
  {
    argument: "aws_vpc_endpoint.policy",
    sids: ["PrincipalsOfThisAccount"],
    element: "Action",
    values: /^[a-z][a-z0-9]*:\*$/,
    reason: "the endpoint's one service; what may be done with it, the callers' policies say",
  },
  {
    argument: "aws_vpc_endpoint.policy",
    sids: ["LayersOfImages"],
    element: "Principal",
    values: /^\*$/,
    reason: "links to layers are signed by an account of AWS that is not known",
  },
  {
    argument: "aws_vpc_endpoint.policy",
    sids: ["LayersOfImages"],
    element: "Resource",
    values: /^arn:aws[a-z-]*:s3:::prod-[a-z0-9-]+-starport-layer-bucket\/\*$/,
    reason: "the objects of the one bucket of ECR",
  },
  {
    argument: "aws_sns_topic_policy.policy",
    sids: ["NothingWithoutTls"],
    element: "Principal",
    values: /^\*$/,
    reason: "a denial is for everybody",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["WriteToTheGroup", "WriteTheLog"],
    element: "Resource",
    values: /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[^*?]+:\*$/,
    reason: "the streams of one group: the end `:*` is part of its name in policies",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["LogInToTheRegistry"],
    element: "Resource",
    values: /^\*$/,
    reason: "the action knows no resources (service authorization reference, Amazon ECR)",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["ReadOfThem"],
    element: "Resource",
    values: /^\*$/,
    reason: "elasticache:DescribeEvents knows no resources (service authorization reference)",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["ListTheirTasks"],
    element: "Resource",
    values: /^\*$/,
    reason:
      "the one resource of ecs:ListTasks, a container instance, is none of Fargate's; a condition names the cluster",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["StopTheirTasks"],
    element: "Resource",
    values: /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task\/[^*?/]+\/\*$/,
    reason: "tasks of one cluster: the name of each is known when it runs",
  },
  {
    argument: "aws_iam_role_policy.policy",
    sids: ["StoreReports"],
    element: "Resource",
    values: /^arn:aws[a-z-]*:s3:::[a-z0-9.-]+\/[^*?]+\/\*$/,
    reason: "reports of one environment: the name of each is known when its run begins",
  },
];

/** The reason why a wildcard is accepted, or none. */
export function reasonFor(star: FoundStar): string | undefined {
  return ALLOWED_STARS.find(
    ({ argument, element, sids, values }) =>
      argument === star.argument &&
      element === star.element &&
      sids.includes(star.sid) &&
      values.test(star.value),
  )?.reason;
}
