import type { RequiredProvider } from "../prerequisites/terraform-provider";

/** The provider that the bindings of `@cdktf/provider-docker` 12.0.3 were made from. */
export const DOCKER_PROVIDER: RequiredProvider = { source: "kreuzwerker/docker", version: "3.6.2" };
