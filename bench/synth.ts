import { runSynthBench } from "./support/synth-bench";

runSynthBench({
  script: "synth",
  environment: "local",
  grown: "bench/fixtures/host-app.ts",
  of: "host",
});
