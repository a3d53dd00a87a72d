import { type Actions, ServiceFault } from "./fake-aws";

/** An object as it was put. */
export interface StoredObject {
  readonly body: string;
  readonly contentType: unknown;
  /** ARN of the key of KMS; `undefined` where the bucket encrypts by itself. */
  readonly keyArn: unknown;
}

export interface FakeBucketProps {
  readonly name: string;
  /** Account that it belongs to. */
  readonly owner: string;
  /** What keys begin with that may be put. @default - any */
  readonly allowedPrefix?: string;
}

/** A bucket of S3 that takes objects: of its owner's name, and where the caller's policy lets it put any. */
export class FakeBucket {
  readonly objects = new Map<string, StoredObject>();

  constructor(private readonly props: FakeBucketProps) {}

  get actions(): Actions {
    return { PutObject: (input) => this.put(input) };
  }

  private put(input: Record<string, unknown>) {
    const { allowedPrefix = "", name, owner } = this.props;
    if (input["Bucket"] !== name) {
      throw new ServiceFault("NoSuchBucket", "The specified bucket does not exist");
    }
    const key = String(input["Key"]);
    if (input["ExpectedBucketOwner"] !== owner || !key.startsWith(allowedPrefix)) {
      throw new ServiceFault("AccessDenied", "Access Denied");
    }
    this.objects.set(key, {
      body: String(input["Body"]),
      contentType: input["ContentType"],
      keyArn: input["SSEKMSKeyId"],
    });
    return { ETag: '"of-a-test"', ServerSideEncryption: input["ServerSideEncryption"] ?? "AES256" };
  }
}
