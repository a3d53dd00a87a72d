import type { AclGrants } from "../../constructs/redis/acl-grants";
import type { AclSubject } from "../../constructs/redis/acl-subject";

/** Reads an access string back; fails on a word that it must not hold. */
export function readAccessString(text: string): AclSubject {
  const [state, ...parts] = text.split(/ (?=\()/).flatMap((part, index) => {
    if (index > 0) return [part.slice(1, -1)];
    const [first = "", ...own] = part.split(" ");
    return [first, own.join(" ")];
  });
  if (state !== "on" && state !== "off") throw new Error(`neither on nor off: ${text}`);
  const [own, ...selectors] = parts.map(readWords);
  if (own === undefined) throw new Error(`no words: ${text}`);
  return { ...own, selectors };
}

function readWords(text: string): AclGrants {
  const words = text.split(" ");
  const after = (sign: string): string[] =>
    words.filter((word) => word.startsWith(sign)).map((word) => word.slice(sign.length));
  const commands = words.filter((word) => /^[+-]/.test(word));
  const channels = after("&");
  const read = {
    keys: after("~"),
    readKeys: after("%R~"),
    writeKeys: after("%W~"),
    channels,
    commands,
  };
  const known = Object.values(read).flat().length + (words.includes("resetchannels") ? 1 : 0);
  if (known !== words.length) throw new Error(`a word of another kind: ${text}`);
  if (!words.includes("resetchannels") && channels.join() !== "*") {
    throw new Error(`says nothing of channels: ${text}`);
  }
  return read;
}
