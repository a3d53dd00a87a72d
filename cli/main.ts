import { createProgram } from "./program";
import { exitWith } from "./exit";

createProgram(process.argv.slice(2))
  .then((program) => program.parseAsync())
  .catch(exitWith);
