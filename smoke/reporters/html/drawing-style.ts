/** How pictures and their keys look. */
export const DRAWING_RULES = `
.drawing { display: block; overflow: visible; }
.with-axis { padding-left: 56px; }
.drawing text { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; fill: var(--text); }
.drawing text.tick { fill: var(--muted); font-size: 12px; }
.drawing text.strong { font-weight: 700; fill: var(--fail); }
.rows { list-style: none; font-size: 13.5px; }
.rows li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding-top: 6px; }
.rows .value { font-variant-numeric: tabular-nums; }
.rows .value.good { color: inherit; }
.grid { stroke: var(--line); }
.axis { stroke: var(--muted); }
.track, .unowned { fill: var(--track); }
.bar { stroke-width: 2; }
.bar.good { fill: var(--accent); stroke: var(--accent); } .bar.bad { fill: var(--fail); stroke: var(--fail); }
.waited { stroke: var(--quiet); stroke-width: 2; }
.never { stroke: var(--fail); stroke-width: 3; stroke-dasharray: 3 5; }
.bound { stroke: var(--text); stroke-width: 2.5; }
.tolerance { fill: none; stroke: var(--text); stroke-dasharray: 3 3; }
.owner { stroke: var(--raised); stroke-width: 2; }
.fault { fill: var(--fault); }
.stretched { overflow: visible; }
.line { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.line.max { stroke: var(--skip); } .line.p50 { stroke: var(--accent); stroke-dasharray: 5 4; }
rect.acknowledged { fill: var(--quiet); } rect.failed { fill: var(--fail); } rect.unknown { fill: var(--error); }
.span { stroke-width: 1.5; }
.span.pass { stroke: var(--pass); } .span.fail { stroke: var(--fail); } .span.error { stroke: var(--error); } .span.skip { stroke: var(--skip); }
.span.pass { fill: var(--pass); } .span.fail { fill: var(--fail); } .span.error { fill: var(--error); } .span.skip { fill: var(--skip); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0; list-style: none; font-size: 13px; color: var(--muted); }
.key::before { content: ""; display: inline-block; width: 14px; height: 10px; margin-right: 6px; border-radius: 2px; background: currentColor; }
.key.max::before { height: 3px; vertical-align: 3px; background: var(--skip); }
.key.p50::before { height: 3px; vertical-align: 3px; background: repeating-linear-gradient(90deg, var(--accent) 0 5px, transparent 5px 8px); }
.key.acknowledged::before { background: var(--quiet); } .key.failed::before, .key.fail::before { background: var(--fail); } .key.unknown::before, .key.error::before { background: var(--error); }
.key.pass::before { background: var(--pass); } .key.skip::before { background: var(--skip); }
.key.fault::before { background: var(--fault); outline: 1px solid var(--fail); }
.windows { padding-left: 20px; font-size: 13px; color: var(--muted); columns: 260px; }`;
