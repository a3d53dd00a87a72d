import type { ShardWindows, WritesExhibit } from "../../../exhibit";
import { exhibitFigure } from "../drawing";
import { html, type Markup } from "../markup";
import { countText, msText } from "../quantity";

/** One count with what it means; an `alarm` must be 0, a `loss` should be. */
interface Entry {
  readonly name: string;
  readonly count: number;
  readonly means: string;
  readonly when: "told" | "loss" | "alarm";
}

/** The account of a load, in the words of Jepsen. */
export function drawWrites(writes: WritesExhibit): Markup {
  const rows = entries(writes).map(({ count, means, name, when }) => {
    const isBad = when !== "told" && count > 0;
    const mark = isBad ? (when === "alarm" ? "✗ " : "! ") : "";
    return html`<tr class="${isBad ? when : "told"}">
      <th scope="row">${name}</th>
      <td class="number">${mark}${countText(count)}</td>
      <td>${means}</td>
    </tr>`;
  });
  return exhibitFigure("Account of every write", [
    html`<table class="account">
      <caption class="hidden">
        What became of every write
      </caption>
      <thead>
        <tr>
          <th scope="col">Writes</th>
          <th scope="col" class="number">Count</th>
          <th scope="col">Means</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
    ...lossNotes(writes),
    ...(writes.shards === undefined ? [] : [shardsTable(writes.shards)]),
  ]);
}

function lossNotes({ lossWindowMs, lost, lostLatencyMs }: WritesExhibit): Markup[] {
  if (lost === 0) return [];
  const window = html`<p class="note">
    Loss window: ${msText(lossWindowMs)} from the first to the last acknowledgement that did not
    last.
  </p>`;
  if (lostLatencyMs === undefined) return [window];
  return [
    window,
    html`<p class="note">
      Seen last: ${msText(lostLatencyMs.p50)} after the acknowledgement (median),
      ${msText(lostLatencyMs.max)} at most.
    </p>`,
  ];
}

/** Over several faults: what each shard went through. */
function shardsTable(shards: readonly ShardWindows[]): Markup {
  return html`<div class="scroll" role="region" aria-label="Over all faults, by shard" tabindex="0">
    <table>
      <caption>
        Over all faults, by shard
      </caption>
      <thead>
        <tr>
          <th scope="col">Shard</th>
          <th scope="col" class="number">Without writes, median</th>
          <th scope="col" class="number">at most</th>
          <th scope="col" class="number">Loss window, at most</th>
        </tr>
      </thead>
      <tbody>
        ${shards.map(
          ({ lossWindowMs, shard, unavailableMs }) =>
            html`<tr>
              <th scope="row">${shard}</th>
              <td class="number">${msText(unavailableMs.p50)}</td>
              <td class="number">${msText(unavailableMs.max)}</td>
              <td class="number">${msText(lossWindowMs.max)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function entries(writes: WritesExhibit): Entry[] {
  const { acknowledged, confirmed, duplicated, failed, lost, lostConfirmed } = writes;
  const { recovered, stale, unexpected, unknown } = writes;
  return [
    {
      name: "acknowledged",
      count: acknowledged,
      means: "the server said that it was done",
      when: "told",
    },
    ...(confirmed === undefined
      ? []
      : [
          {
            name: "of them confirmed",
            count: confirmed,
            means: "every replica had it too",
            when: "told",
          } as const,
        ]),
    { name: "failed", count: failed, means: "the server refused it", when: "loss" },
    { name: "unknown", count: unknown, means: "no answer: done or not", when: "loss" },
    {
      name: "recovered",
      count: recovered,
      means: "not acknowledged, and there in the end",
      when: "told",
    },
    { name: "lost", count: lost, means: "acknowledged, and gone in the end", when: "loss" },
    ...(lostConfirmed === undefined
      ? []
      : [
          {
            name: "of them confirmed",
            count: lostConfirmed,
            means: "every replica had it, and it is gone",
            when: "alarm",
          } as const,
        ]),
    { name: "duplicated", count: duplicated, means: "read under more than one key", when: "alarm" },
    { name: "unexpected", count: unexpected, means: "read where nobody wrote it", when: "alarm" },
    { name: "stale", count: stale, means: "read, though replaced later", when: "alarm" },
  ];
}
