// Prints why the modules of a folder are stale, as JSON; a program of its own, because it is an ES
// module that runs before anything is installed.
import { staleReason } from "../../scripts/bootstrap/stale-modules.mjs";

process.stdout.write(JSON.stringify(staleReason(process.argv[2]) ?? null));
