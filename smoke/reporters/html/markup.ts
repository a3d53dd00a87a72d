import { visible } from "../visible";

/** Text that is HTML already; made by `html` alone. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in HTML; anything but `Markup` is text and stays text, in an attribute too. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** HTML in which every value that is not HTML itself is escaped. Attributes have to stand in `"`. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    parts
      .map((part, index) => (index === 0 ? part : `${render(values[index - 1])}${part}`))
      .join(""),
  );
}

/** The same, for a picture within HTML. */
export const svg = html;

function render(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(render).join("");
  return escapeText(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
