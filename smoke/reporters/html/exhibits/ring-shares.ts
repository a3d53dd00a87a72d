import type { RingSharesExhibit } from "../../../exhibit";
import { exhibitFigure } from "../drawing";
import { html, type Markup } from "../markup";
import { countText, shareText } from "../quantity";
import { bar, boundMark, drawRows, ticksUpTo } from "../rows";
import { percent } from "../scale";

type Share = RingSharesExhibit["nodes"][number];

/** Beyond the last value, so that its mark is seen whole. */
const MARGIN = 1.04;

/** Each node's share of the keys, beside that of the ring's points and how far it may lie from it. */
export function drawRingShares({ keys, nodes }: RingSharesExhibit): Markup {
  const ends = nodes.flatMap(({ expected, measured, tolerance }) => [
    expected + tolerance,
    measured,
  ]);
  const most = Math.max(...ends, Number.EPSILON) * MARGIN;
  const rows = nodes.map((share) => ({
    name: `node ${share.node}`,
    measured: measuredText(share),
    state: isWithin(share) ? ("good" as const) : ("bad" as const),
    picture: drawShare(share, (value) => percent(value, 0, most)),
  }));
  return exhibitFigure(`Share of ${countText(keys)} keys on each node`, [
    drawRows(rows, ticksUpTo(most)),
    html`<p class="note">
      Line: the node’s share of the ring; dashes: how far its keys may lie from it.
    </p>`,
  ]);
}

function drawShare(share: Share, at: (value: number) => string): Markup[] {
  const { expected, measured, tolerance } = share;
  return [
    bar(isWithin(share) ? "bar good" : "bar bad", "0%", at(measured)),
    bar("tolerance", at(expected - tolerance), at(expected + tolerance)),
    boundMark(at(expected)),
  ];
}

function isWithin({ expected, measured, tolerance }: Share): boolean {
  return Math.abs(measured - expected) <= tolerance;
}

function measuredText(share: Share): string {
  const { expected, measured, tolerance } = share;
  return `${isWithin(share) ? "" : "✗ "}${shareText(measured)}, ring ${shareText(expected)} ± ${shareText(tolerance)}`;
}
