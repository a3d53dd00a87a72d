// Writes README's table, the page of figures and the drawings from bench/results.
import { writeFigures } from "./support/pages";

writeFigures();
