import { S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { refuseToken } from "../core/validate";
import { requireRegion } from "./aws-environment";

/** A bucket that keeps the state of stacks, with versions and a block on public access. */
export interface S3StateProps {
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /**
   * Object that holds the state.
   *
   * @default - the stack's id, in the folder `cachefort`
   */
  readonly key?: string;
  /**
   * ARN of the key that encrypts the object.
   *
   * @default - what the bucket does by itself
   */
  readonly kmsKeyArn?: string;
}

/** What each of the props may look like. */
const FORMS = {
  bucket: {
    form: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    allowed: "3 to 63 small letters, digits, dots and hyphens",
  },
  key: {
    form: /^(?!\/)[\w!.*'()/-]{1,1000}(?<!\/)$/,
    allowed: "a path without a slash at its ends, such as cachefort/prod.tfstate",
  },
  kmsKeyArn: {
    form: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+$/,
    allowed: "the ARN of a key or of an alias",
  },
} as const;

/**
 * Keeps the state of the stack that a scope is part of in S3, encrypted. A lock file beside the state holds
 * off a second deployment (Terraform 1.10 and later); no table of DynamoDB is needed.
 *
 * @throws ValidationError AWS_STATE_BACKEND, AWS_REGION, TOKEN_NOT_ALLOWED
 */
export function keepStateInS3(scope: Construct, props: S3StateProps): S3Backend {
  const stack = TerraformStack.of(scope);
  const { bucket, key = `cachefort/${stack.node.id}.tfstate`, kmsKeyArn } = props;
  const backend = new S3Backend(stack, {
    bucket: checked("bucket", bucket),
    key: checked("key", key),
    region: requireRegion(props.region),
    encrypt: true,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyId: checked("kmsKeyArn", kmsKeyArn) }),
  });
  // The bindings are older than the argument.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
  return backend;
}

/** Terraform evaluates nothing in a backend, so that a token is refused as well. */
function checked(prop: keyof typeof FORMS, value: string): string {
  refuseToken(prop, value);
  const { allowed, form } = FORMS[prop];
  if (form.test(value)) return value;
  throw new ValidationError("AWS_STATE_BACKEND", {
    problem: `${prop} of the state's backend is not usable`,
    received: value,
    allowed,
    fix: `correct ${prop}`,
  });
}
