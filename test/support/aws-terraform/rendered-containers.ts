/** Where a reference to a resource of AWS stands in a text; what it refers to is known later. */
const REFERENCE = /(?<![$%])\$\{(aws_[\w.-]+)\}/g;

/** The containers of a task definition as Terraform writes them, but for references: their words stay. */
export function renderedContainers(text: string): string {
  return text
    .replaceAll(REFERENCE, (_all, reference: string) => reference)
    .replaceAll(/([$%])\1\{/g, (_all, begin: string) => `${begin}{`);
}
