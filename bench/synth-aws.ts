import { runSynthBench } from "./support/synth-bench";

runSynthBench({
  script: "synth-aws",
  environment: "prod",
  grown: "bench/fixtures/aws-app.ts",
  of: "aws",
});
