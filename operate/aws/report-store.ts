import { loadAwsSdk } from "../../clients/aws-sdk";
import type { ReportFolder } from "../../constructs/harness/aws/report-bucket";
import type { RunReport } from "../../smoke/report";
import { jsonOf } from "../../smoke/reporters/json";
import { junitOf } from "../../smoke/reporters/junit";
import { callAws } from "./service-call";

const SDK = { purpose: "storing a report in S3", packages: ["@aws-sdk/client-s3"] };

/** Formats in which a report is stored: the ends of their names, and what is in them. */
const FORMATS = [
  { ending: ".json", type: "application/json", textOf: jsonOf },
  { ending: ".junit.xml", type: "application/xml", textOf: junitOf },
];

/**
 * Stores a report in S3, in each format, for at most half a minute.
 *
 * @returns where it lies, such as `s3://reports/cachefort/prod/20261130T105340Z-1a2b3c4d.json`
 * @throws UnavailableError AWS_SDK_MISSING, AWS_CREDENTIALS_MISSING, AWS_CALL_REFUSED
 */
export async function storeReport(folder: ReportFolder, report: RunReport): Promise<string[]> {
  const { PutObjectCommand, S3Client } = await loadAwsSdk(SDK, () => import("@aws-sdk/client-s3"));
  const { bucketName, bucketOwner, encryptionKeyArn, region } = folder;
  const client = new S3Client({ region });
  const name = reportKey(folder, report);
  // Each to its end: whoever hears of one that failed finds none still under way.
  const attempts = await Promise.allSettled(
    FORMATS.map(async ({ ending, textOf, type }) => {
      const subject = `s3://${bucketName}/${name}${ending}`;
      const command = new PutObjectCommand({
        ...{ Bucket: bucketName, Key: `${name}${ending}`, Body: textOf(report) },
        ...{ ContentType: type, ExpectedBucketOwner: bucketOwner },
        ...(encryptionKeyArn === undefined
          ? {}
          : { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: encryptionKeyArn }),
      });
      await callAws({ action: "s3:PutObject", subject }, (options) =>
        client.send(command, options),
      );
      return subject;
    }),
  );
  return attempts.map((attempt) => {
    if (attempt.status === "rejected") throw attempt.reason;
    return attempt.value;
  });
}

/** Name of a report without its ending: names sort by the moments at which runs began. */
export function reportKey(
  { keyPrefix }: Pick<ReportFolder, "keyPrefix">,
  { runId, startedAt }: Pick<RunReport, "runId" | "startedAt">,
): string {
  const moment = startedAt.replaceAll(/[-:]|\.\d+/g, "");
  return `${keyPrefix}${moment}-${runId}`;
}
