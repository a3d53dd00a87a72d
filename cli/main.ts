import { createProgram } from "./program";
import { exitWith } from "./exit";

createProgram().parseAsync().catch(exitWith);
