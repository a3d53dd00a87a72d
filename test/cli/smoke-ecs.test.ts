import { smokeOnEcs } from "../../cli/smoke-ecs";
import { Reporters } from "../../smoke/reporter";
import { rejection } from "../support/coded";

test("an environment that is not on AWS has no ECS", async () => {
  const error = await rejection(
    smokeOnEcs({
      ...{ environment: "docker", suite: "quick", deployed: [], seed: 1 },
      areFaultsAllowed: false,
      reporters: new Reporters([], () => undefined),
    }),
  );
  expect([error.code, error.exitCode]).toEqual(["SMOKE_VIA_UNSUPPORTED", 2]);
});
