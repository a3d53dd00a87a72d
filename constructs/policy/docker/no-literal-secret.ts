import { compliantWithout, defineRule, type Verdict } from "../rule";
import type { VisibleText } from "../subject";

/** Key material. */
const PEM = /-----BEGIN [A-Z0-9 ]+-----/;
/** 256 bits in hexadecimal digits, as the kit makes its secrets; a digest says that it is one. */
const SECRET_HEX = /(?<!sha256:)(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/i;
/** Options that take a password as the next word or after `=`, those of mount(8) among them. */
const PASSWORD_OPTION =
  /(^|\s)--?(requirepass|masterauth|pass|password)([\s=]|$)|(^|,)pass(word)?=/;
/** Names whose value is a secret; one that ends with `_FILE` or `_PATH` says where it lies. */
const SECRET_NAME =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|PRIVATE_KEY|API_?KEY)(?!.*_(FILE|PATH)$)/i;

export const noLiteralSecret = defineRule({
  id: "no-literal-secret",
  reason: "it lies in the state, and everyone who may ask the engine reads it",
  wanted: "secrets in mounted files only",
  judges: {
    container: ({ texts }) => judgeTexts(texts),
    network: ({ texts }) => judgeTexts(texts),
    volume: ({ texts }) => judgeTexts(texts),
  },
});

/** Never tells the value: findings are printed and kept. */
function judgeTexts(texts: readonly VisibleText[]): Verdict {
  return compliantWithout(texts.filter(isSecret).map(({ where }) => `a secret in ${where}`));
}

function isSecret({ value, where }: VisibleText): boolean {
  if (PEM.test(value) || SECRET_HEX.test(value) || PASSWORD_OPTION.test(value)) return true;
  return SECRET_NAME.test(where) && value !== "" && !/^(\/|sha256:)/.test(value);
}
