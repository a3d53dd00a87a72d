import { containerCpus, containerMemoryMib } from "../../../constructs/docker/limits";
import { codedError } from "../../support/coded";

test("a container gets half as much again as its server keeps, and 64 MiB", () => {
  expect(containerMemoryMib(256, {})).toBe(448);
});

test("a container that its server could fill is refused", () => {
  const error = codedError(() => containerMemoryMib(256, { containerMemoryMib: 287 }));
  expect(error.code).toBe("DOCKER_MEMORY_LIMIT");
  expect(error.message).toContain("288 to");
  expect(containerMemoryMib(256, { containerMemoryMib: 288 })).toBe(288);
});

test.each([0, 0.09, -1, NaN, 1025])("%d processors are refused", (cpus) => {
  expect(codedError(() => containerCpus({ cpus })).code).toBe("DOCKER_CPUS");
});

test("a container gets one processor, or what is asked for", () => {
  expect(containerCpus({})).toBe(1);
  expect(containerCpus({ cpus: 0.1 })).toBe(0.1);
});
