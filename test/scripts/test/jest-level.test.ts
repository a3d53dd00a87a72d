import { countsOf } from "../../../scripts/test/jest-level";

function counted(numbers: Partial<Parameters<typeof countsOf>[0]>) {
  return {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...numbers,
  };
}

it("counts tests", () => {
  const numbers = { numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };
  expect(countsOf(counted(numbers), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

it("counts a file that could not be loaded as one failure", () => {
  expect(countsOf(counted({ numPassedTests: 5, numRuntimeErrorTestSuites: 1 }), 1)).toMatchObject({
    passed: 5,
    failed: 1,
  });
});

it("fails when jest does although every test passed", () => {
  expect(countsOf(counted({ numPassedTests: 5 }), 1)).toMatchObject({ passed: 5, failed: 1 });
});

it("takes a run without a test for no success", () => {
  expect(() => countsOf(counted({ numPendingTests: 3 }), 0)).toThrow("no test was run");
});
