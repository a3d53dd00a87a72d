import type { Exhibit } from "../../../../smoke/exhibit";
import { drawExhibit } from "../../../../smoke/reporters/html/exhibit-of";
import { galleryExhibits } from "../../../support/gallery-report";

const drawn = (exhibit: Exhibit | undefined): string => {
  if (exhibit === undefined) throw new Error("there is no such exhibit");
  return drawExhibit(exhibit).text.replace(/\s+/g, " ");
};
const gallery = galleryExhibits();
const of = <K extends Exhibit["kind"]>(kind: K): Extract<Exhibit, { kind: K }>[] =>
  gallery.filter((exhibit): exhibit is Extract<Exhibit, { kind: K }> => exhibit.kind === kind);

test.each(gallery.map((exhibit, index) => [index, exhibit.kind, exhibit] as const))(
  "picture %i, a %s, says in words what it shows",
  (_index, _kind, exhibit) => {
    const text = drawn(exhibit);
    const pictures = text.match(/<svg class="drawing/g) ?? [];
    const told = text.match(/role="img" aria-label="[^"]{10,}"/g) ?? [];
    expect(told).toHaveLength(pictures.length);
    expect(text.match(/<table/g)?.length ?? 0).toBe(text.match(/<caption/g)?.length ?? 0);
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  },
);

describe("phases", () => {
  const text = drawn(of("phases")[0]);

  it("draws the bound where it lies, and says that a phase came in time", () => {
    // 2100 and 3600 of 7100 ms and a margin of 4 %.
    expect(text).toContain('<rect class="track" x="0%" y="4" width="48.75%"');
    expect(text).toContain('<line class="bound" x1="48.75%" x2="48.75%"');
    expect(text).toContain("2,100 ms of at most 3,600 ms");
  });

  it("marks a phase that came late, and one that never came", () => {
    expect(text).toContain("✗ 6,500 ms of at most 5,900 ms");
    expect(text).toContain("✗ never of at most 7,100 ms");
    expect(text.match(/class="never"/g)).toHaveLength(1);
  });

  it("draws each phase from the one that was reached before it", () => {
    expect(text).toContain('class="bar bad" x="28.44%" y="4" width="59.59%"');
  });
});

describe("a slot map", () => {
  it("counts the slots that changed their owner", () => {
    expect(drawn(of("slot-map")[0])).toContain(
      "5,461 of 16,384 slots changed their owner (33.3 %)",
    );
  });

  it("draws one strip when nothing has changed, and folds a long table", () => {
    const text = drawn(of("slot-map")[1]);
    expect(text.match(/<svg/g)).toHaveLength(1);
    expect(text).toContain("16,384 slots, 40 owners.");
    expect(text).toContain("<summary>Owners of the slots: 40 shards</summary>");
  });

  it("shows slots that nobody owns", () => {
    const owner = { node: "0-0", slots: ["0-99", "200"], replicas: [] };
    const text = drawn({ kind: "slot-map", before: [owner], after: [] });
    expect(text).toContain("101 of 16,384 slots changed their owner");
    expect(text).toContain("After: nobody owns a slot.");
  });
});

describe("a load", () => {
  it("breaks its lines where no write was acknowledged", () => {
    const [load] = of("load");
    const [, path = ""] = /class="line max" d="([^"]+)"/.exec(drawn(load)) ?? [];
    // Each seventh of 120 steps has none.
    expect(path.match(/M/g)).toHaveLength(17);
  });

  it("shades each window and names it below", () => {
    const text = drawn(of("load")[0]);
    expect(text.match(/<rect class="fault"/g)).toHaveLength(14);
    expect(text).toContain("<li>node 0-0 down: 0 ms to 250 ms</li>");
  });

  it("names its requests, and counts reads that found nothing", () => {
    const text = drawn(of("load")[2]);
    expect(text).toContain(
      "Requests to node 0-0 down over time: 5 acknowledged (2 of them found nothing), 5 failed",
    );
  });

  it("tells that there was none", () => {
    expect(drawn(of("load")[1])).toContain(
      "Writes over time: 0 acknowledged, 0 failed, 0 unknown.",
    );
  });
});

test("an account marks what was lost and what can never be", () => {
  const text = drawn(of("writes")[0]);
  expect(text).toMatch(/<tr class="loss"> <th scope="row">lost<\/th> <td class="number">! 4</);
  expect(text).toMatch(
    /<tr class="alarm"> <th scope="row">duplicated<\/th> <td class="number">✗ 1</,
  );
  expect(text).toContain("Loss window: 61 ms");
});

test("an account of confirmed writes marks a lost one as what must never be, and shows each shard", () => {
  const text = drawn(of("writes")[1]);
  expect(text).toMatch(/<th scope="row">of them confirmed<\/th> <td class="number">800</);
  expect(text).toMatch(
    /<tr class="alarm"> <th scope="row">of them confirmed<\/th> <td class="number">✗ 1</,
  );
  expect(text).toContain("Seen last: 4 ms after the acknowledgement (median), 9 ms at most.");
  expect(text.match(/<th scope="row">[012]<\/th> <td class="number">4,100 ms<\/td>/g)).toHaveLength(
    3,
  );
});

test("a matrix tells what was allowed, refused, wrong and not tried", () => {
  const text = drawn(of("acl-matrix")[0]);
  expect(text).toContain("not as deployed: 2");
  expect(text.match(/<td class="untried">/g)).toHaveLength(40);
  expect(text.match(/allowed, which is wrong/g)).toHaveLength(2);
});

test("ring shares mark a node outside its tolerance", () => {
  const text = drawn(of("ring-shares")[0]);
  expect(text).toContain("33.0 %, ring 32.0 % ± 4.0 %");
  expect(text).toContain("✗ 41.0 %, ring 35.0 % ± 4.0 %");
  expect(text).toContain("✗ 26.0 %, ring 33.0 % ± 4.0 %");
});
