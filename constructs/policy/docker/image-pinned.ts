import { compliantIf, defineRule, type Verdict } from "../rule";

export const imagePinned = defineRule({
  id: "image-pinned",
  reason: "the next pull brings another program under the same name",
  wanted: "a digest, or a tag other than `latest`",
  differsBecause: "the provider starts a container by the id of its image",
  judges: {
    container: ({ image }) => judgeReference(image),
    image: ({ reference }) => judgeReference(reference),
  },
});

function judgeReference(reference: string): Verdict {
  if (/^sha256:[0-9a-f]{64}$|@sha256:[0-9a-f]{64}$/.test(reference))
    return compliantIf(true, "a digest");
  // A colon before the last slash belongs to the port of the registry.
  const tag = /:([^:/]+)$/.exec(reference)?.[1];
  return compliantIf(tag !== undefined && tag !== "latest", reference);
}
