import { requireRestore, type SnapshotToRestore } from "../../../../constructs/redis/aws/restore";
import { codedError } from "../../../support/coded";

const file = "arn:aws:s3:::backups/prod/sessions-0001.rdb";

test.each<[SnapshotToRestore | undefined]>([
  [undefined],
  [{ snapshotName: "prod-sessions-final" }],
  [{ s3Arns: [file, "arn:aws-cn:s3:::b/0002.rdb"] }],
])("%j is taken", (restore) => {
  expect(requireRestore(restore)).toBe(restore);
});

test.each<[SnapshotToRestore]>([
  [{ snapshotName: "" }],
  [{ s3Arns: [] }],
  [{ s3Arns: [file, "s3://backups/0002.rdb"] }],
  [{ s3Arns: [`${file},${file}`] }],
  [{ snapshotName: "a", s3Arns: [file] }],
])("ELASTICACHE_RESTORE: %j", (restore) => {
  expect(codedError(() => requireRestore(restore)).code).toBe("ELASTICACHE_RESTORE");
});
