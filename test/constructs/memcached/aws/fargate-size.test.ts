import { fargateSize } from "../../../../constructs/memcached/aws/fargate-size";
import { codedError } from "../../../support/coded";

test.each<[number, number | undefined, number, number]>([
  [1, undefined, 256, 512],
  [512, undefined, 256, 512],
  [513, undefined, 256, 1024],
  [1025, undefined, 256, 2048],
  [2049, undefined, 512, 3072],
  [4097, undefined, 1024, 5120],
  [30_721, undefined, 8192, 32_768],
  [122_880, undefined, 16_384, 122_880],
  [300, 1024, 1024, 2048],
  [1500, 256, 256, 2048],
])("%d MiB with %s units are a task of %d and %d", (needed, asked, cpuUnits, memoryMib) => {
  expect(fargateSize(needed, asked)).toEqual({ cpuUnits, memoryMib });
});

test.each<[string, number, number | undefined, string]>([
  ["FARGATE_CPU", 512, 300, "256, 512, 1024"],
  ["FARGATE_MEMORY", 2049, 256, "raise cpuUnits"],
  ["FARGATE_MEMORY", 122_881, undefined, "lower memoryMib"],
])("%s refuses %d MiB with %s units", (code, needed, asked, part) => {
  const error = codedError(() => fargateSize(needed, asked));
  expect(error.code).toBe(code);
  expect(error.message).toContain(part);
});
