import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { isToken } from "../core/validate";

/**
 * A part of a construct's id that stays the same from synth to synth, which a token does not: of a token it
 * is what stands in the configuration. A text that is known stays as it is.
 */
export function stableName(scope: Construct, text: string): string {
  if (!isToken(text)) return text;
  const resolver = new DefaultTokenResolver(new StringConcat());
  return slug(String(Tokenization.resolve(text, { scope, resolver, preparing: false })));
}

/** Letters and digits, joined by hyphens. */
export function slug(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
}
