/**
 * A text that Terraform takes as it is: `${` and `%{` begin its own expressions, and those of a shell too.
 *
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literalText(text: string): string {
  return text.replaceAll(/[$%]\{/g, (begin) => `${begin[0]}${begin}`);
}
