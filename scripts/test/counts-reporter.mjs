import { writeFileSync } from "node:fs";

/**
 * Jest reporter that writes the counts of a run to the file that CACHEFORT_JEST_COUNTS names.
 * `jest --json` writes nothing when a test failed with an error of `child_process`: such an error
 * refers to itself.
 */
export default class CountsReporter {
  onRunComplete(_contexts, results) {
    const counts = {
      numPassedTests: results.numPassedTests,
      numFailedTests: results.numFailedTests,
      numPendingTests: results.numPendingTests,
      numTodoTests: results.numTodoTests,
      numRuntimeErrorTestSuites: results.numRuntimeErrorTestSuites,
    };
    writeFileSync(process.env.CACHEFORT_JEST_COUNTS, JSON.stringify(counts));
  }
}
