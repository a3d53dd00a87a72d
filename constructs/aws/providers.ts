import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformResource, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ValidationError } from "../core/errors";
import { firstRepeated } from "../core/first-repeated";
import { requireRegion, type AwsEnvironment } from "./aws-environment";
import { defaultTagsOf, type AwsTags } from "./default-tags";
import { ProviderFloor } from "./provider-floor";

export interface AwsProvidersProps {
  readonly environment: AwsEnvironment;
  /**
   * Tags of every resource, beside `cachefort:environment`.
   *
   * @default - none
   */
  readonly tags?: AwsTags;
  /**
   * Further regions, such as that of a secondary cluster; each has a provider with its name as alias.
   *
   * @default - none
   */
  readonly regions?: readonly string[];
}

/**
 * The providers of a stack: that of the environment's region, which resources take without being told, and
 * one for each further region. Terraform refuses to work with credentials of another account.
 *
 * @throws ValidationError AWS_REGION, AWS_REGION_TWICE, AWS_TAG, AWS_TAGS_MANY, TOKEN_NOT_ALLOWED
 */
export class AwsProviders extends Construct {
  readonly main: AwsProvider;
  private readonly byRegion: ReadonlyMap<string, AwsProvider>;
  private readonly byScope = new Map<IConstruct, AwsProvider>();

  constructor(scope: Construct, id: string, props: AwsProvidersProps) {
    super(scope, id);
    const { environment, regions = [], tags } = props;
    const common = {
      allowedAccountIds: [environment.account],
      defaultTags: [{ tags: { ...defaultTagsOf(environment, tags) } }],
    };
    requireOnce([environment.region, ...regions]);
    this.main = new AwsProvider(this, "aws", { region: environment.region, ...common });
    const others = regions.map((region): [string, AwsProvider] => [
      region,
      new AwsProvider(this, `aws-${region}`, {
        region: requireRegion(region),
        alias: region,
        ...common,
      }),
    ]);
    this.byRegion = new Map([[environment.region, this.main], ...others]);
    ProviderFloor.of(this);
    Aspects.of(TerraformStack.of(this)).add({ visit: (node) => this.placeByScope(node) });
  }

  /**
   * Makes everything that a construct holds in a region, also what comes to it later. What is within may lie
   * in another one, and so may a resource with a `provider` of its own.
   *
   * @throws ValidationError AWS_REGION_UNDECLARED
   */
  useIn(scope: IConstruct, region: string): void {
    this.byScope.set(scope, this.ofRegion(region));
  }

  /**
   * The provider of a region, for the prop `provider` of a resource.
   *
   * @throws ValidationError AWS_REGION_UNDECLARED
   */
  ofRegion(region: string): AwsProvider {
    const provider = this.byRegion.get(region);
    if (provider !== undefined) return provider;
    throw new ValidationError(
      "AWS_REGION_UNDECLARED",
      {
        problem: "the stack has no provider for the region",
        received: region,
        allowed: [...this.byRegion.keys()].join(", "),
        fix: "add it to regions",
      },
      this,
    );
  }

  private placeByScope(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || node.provider !== undefined) return;
    const scope = node.node.scopes.findLast((each) => this.byScope.has(each));
    const provider = scope === undefined ? undefined : this.byScope.get(scope);
    if (provider !== undefined) node.provider = provider;
  }
}

function requireOnce(regions: readonly string[]): void {
  const twice = firstRepeated(regions);
  if (twice === undefined) return;
  throw new ValidationError("AWS_REGION_TWICE", {
    problem: "regions names a region twice, or the environment's own",
    received: twice,
    allowed: "each further region once",
    fix: "take it away",
  });
}
