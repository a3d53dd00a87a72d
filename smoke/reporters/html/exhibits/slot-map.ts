import { parseSlotRange, SLOT_COUNT, slotsIn } from "../../../../constructs/redis/slots";
import type { SlotMapExhibit, SlotOwner } from "../../../exhibit";
import { drawing, exhibitFigure, label } from "../drawing";
import { html, type Markup, svg } from "../markup";
import { countText, plural, shareText } from "../quantity";
import { percent } from "../scale";

const STRIP = 34;
/** Colours that follow each other; names tell nodes apart, colours only help. */
const HUES = 8;
/** A name stands in a stretch of at least this share of the slots. */
const NAMED_SHARE = 0.08;
/** A table of more shards is folded. */
const FOLDED_ROWS = 12;

interface Stretch {
  readonly node: string;
  readonly first: number;
  readonly last: number;
}

/** Who owns which of the 16384 slots, and what of it has changed. */
export function drawSlotMap({ after, before }: SlotMapExhibit): Markup {
  const nodes = [...new Set([...before, ...after].map(({ node }) => node))];
  const hueOf = (node: string): number => nodes.indexOf(node) % HUES;
  const moved = movedSlots(before, after);
  const isChanged = JSON.stringify(before) !== JSON.stringify(after);
  const strips = isChanged
    ? [drawStrip("Before", before, hueOf), drawStrip("After", after, hueOf)]
    : [drawStrip("Owners", before, hueOf)];
  const change = isChanged
    ? `${countText(moved)} of ${countText(SLOT_COUNT)} slots changed their owner (${shareText(moved / SLOT_COUNT)}).`
    : `${countText(SLOT_COUNT)} slots, ${plural(before.length, "owner")}.`;
  return exhibitFigure(isChanged ? "Slot map before and after" : "Slot map", [
    ...strips,
    html`<p class="note">${change}</p>`,
    drawTable(before, after, isChanged),
  ]);
}

function drawStrip(
  name: string,
  owners: readonly SlotOwner[],
  hueOf: (node: string) => number,
): Markup {
  const told = `${name}: ${owners.length === 0 ? "nobody owns a slot" : owners.map(tell).join("; ")}.`;
  const stretches = owners.flatMap(stretchesOf);
  return html`<p class="strip-name">${name}</p>
    ${drawing(told, STRIP + 20, [
      svg`<rect class="unowned" x="0" y="0" width="100%" height="${STRIP}"/>`,
      ...stretches.map((stretch) => drawStretch(stretch, hueOf(stretch.node))),
      label("0%", STRIP + 16, "slot 0", "tick"),
      label("50%", STRIP + 16, countText(SLOT_COUNT / 2), "tick"),
      label("100%", STRIP + 16, countText(SLOT_COUNT - 1), "tick"),
    ])}`;
}

function drawStretch({ first, last, node }: Stretch, hue: number): Markup {
  const share = (last - first + 1) / SLOT_COUNT;
  const middle = percent((first + last + 1) / 2, 0, SLOT_COUNT);
  return svg`<rect class="owner hue-${hue}" x="${percent(first, 0, SLOT_COUNT)}" y="0" width="${percent(last - first + 1, 0, SLOT_COUNT)}" height="${STRIP}"/>${share < NAMED_SHARE ? undefined : svg`<text class="label on-hue" x="${middle}" y="${STRIP / 2 + 4}" text-anchor="middle">${node}</text>`}`;
}

function drawTable(
  before: readonly SlotOwner[],
  after: readonly SlotOwner[],
  isChanged: boolean,
): Markup {
  const owners = isChanged ? after : before;
  const rows = owners.map((owner) => {
    const { node, replicas, slots } = owner;
    const followers = replicas.length === 0 ? "none" : replicas.join(", ");
    return html`<tr>
      <th scope="row">${node}</th>
      <td>${slots.join(", ")}</td>
      <td class="number">${countText(countOf(owner))}</td>
      <td>${followers}</td>
    </tr>`;
  });
  const when = isChanged ? "Owners afterwards" : "Owners of the slots";
  const table = html`<table>
    <caption class="hidden">
      ${when}
    </caption>
    <thead>
      <tr>
        <th scope="col">Primary</th>
        <th scope="col">Slots</th>
        <th scope="col" class="number">Count</th>
        <th scope="col">Replicas</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  if (owners.length <= FOLDED_ROWS) return table;
  return html`<details>
    <summary>${when}: ${plural(owners.length, "shard")}</summary>
    ${table}
  </details>`;
}

/** Slots whose owner is another one afterwards. */
function movedSlots(before: readonly SlotOwner[], after: readonly SlotOwner[]): number {
  const [one, other] = [before, after].map((owners) => {
    const bySlot = new Array<string | undefined>(SLOT_COUNT);
    for (const { first, last, node } of owners.flatMap(stretchesOf)) {
      bySlot.fill(node, first, last + 1);
    }
    return bySlot;
  });
  return Array.from({ length: SLOT_COUNT }).filter((_, slot) => one?.[slot] !== other?.[slot])
    .length;
}

function stretchesOf({ node, slots }: SlotOwner): Stretch[] {
  return slots.map((range) => ({ node, ...parseSlotRange(range) }));
}

function countOf({ slots }: SlotOwner): number {
  return slots.map(parseSlotRange).reduce((sum, range) => sum + slotsIn(range), 0);
}

function tell({ node, slots }: SlotOwner): string {
  return `${node} owns ${slots.join(", ")}`;
}
