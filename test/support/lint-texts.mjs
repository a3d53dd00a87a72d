// Lints each text of the JSON list on stdin as if it stood in its file, and prints the rules that
// spoke. A program of its own, because ESLint imports its configuration as an ES module.
import { text } from "node:stream/consumers";
import { ESLint } from "eslint";

const fixtures = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const verdicts = [];
for (const { file, code } of fixtures) {
  const [result] = await eslint.lintText(code, { filePath: file });
  verdicts.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(verdicts));
