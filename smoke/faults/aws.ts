import { ValidationError } from "../../constructs/core/errors";
import type { TargetDriver } from "../driver";

/** A service runs the nodes: checks look at them, and those that inject faults are skipped. */
export class AwsDriver implements TargetDriver {
  kill(ref: string): Promise<void> {
    return impossible("kill", ref);
  }

  stop(ref: string): Promise<void> {
    return impossible("stop", ref);
  }

  pause(ref: string): Promise<void> {
    return impossible("pause", ref);
  }

  resume(ref: string): Promise<void> {
    return impossible("resume", ref);
  }

  start(ref: string): Promise<void> {
    return impossible("start", ref);
  }

  isRunning(ref: string): Promise<boolean> {
    return impossible("watch the process of", ref);
  }

  logs(ref: string): Promise<string> {
    return impossible("read the log of", ref);
  }
}

function impossible(what: string, ref: string): Promise<never> {
  return Promise.reject(
    new ValidationError("SMOKE_TARGET_UNSUPPORTED", {
      problem: `the harness cannot ${what} ${ref}, which a service of AWS runs`,
      received: "aws",
      allowed: "host, docker",
      fix: "try it on an environment of one of these targets",
    }),
  );
}
