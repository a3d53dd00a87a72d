import type { Exhibit } from "../../exhibit";
import { drawAclMatrix } from "./exhibits/acl-matrix";
import { drawLoad } from "./exhibits/load";
import { drawPhases } from "./exhibits/phases";
import { drawRingShares } from "./exhibits/ring-shares";
import { drawSlotMap } from "./exhibits/slot-map";
import { drawWrites } from "./exhibits/writes";
import type { Markup } from "./markup";

/** The picture or table of an exhibit. */
export function drawExhibit(exhibit: Exhibit): Markup {
  switch (exhibit.kind) {
    case "slot-map":
      return drawSlotMap(exhibit);
    case "phases":
      return drawPhases(exhibit);
    case "load":
      return drawLoad(exhibit);
    case "writes":
      return drawWrites(exhibit);
    case "acl-matrix":
      return drawAclMatrix(exhibit);
    case "ring-shares":
      return drawRingShares(exhibit);
  }
}
