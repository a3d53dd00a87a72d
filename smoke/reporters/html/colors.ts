/** Colours by name, for light and for dark screens; texts have a contrast of 4.5 or more on both grounds. */
const COLORS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ["#ffffff", "#0d1117"],
  raised: ["#f6f8fa", "#151b23"],
  text: ["#1f2328", "#f0f6fc"],
  muted: ["#57606a", "#9198a1"],
  line: ["#d1d9e0", "#3d444d"],
  track: ["#e4e8ed", "#262d36"],
  accent: ["#0a5bc4", "#5aa2ff"],
  pass: ["#146c2e", "#4ac35c"],
  fail: ["#b42318", "#ff7b72"],
  error: ["#8a2fb0", "#d29bfd"],
  skip: ["#835a00", "#dfa93c"],
  "pass-ground": ["#e2f6e7", "#12301b"],
  "fail-ground": ["#fdeceb", "#3c1a1b"],
  "error-ground": ["#f6eafb", "#301c3f"],
  "skip-ground": ["#fbf1d8", "#33270d"],
  fault: ["#f7dcd9", "#44201f"],
  quiet: ["#9db4d0", "#46607f"],
  "hue-0": ["#cfe3ff", "#1d4273"],
  "hue-1": ["#ffe0b0", "#5e4411"],
  "hue-2": ["#cdefd3", "#1d5029"],
  "hue-3": ["#eed9ff", "#4f2c69"],
  "hue-4": ["#ffd9dc", "#6a2c31"],
  "hue-5": ["#c8eef0", "#1a5054"],
  "hue-6": ["#eee9b4", "#4d4817"],
  "hue-7": ["#e1e4ea", "#3c424b"],
};

function block(index: 0 | 1): string {
  return Object.entries(COLORS)
    .map(([name, pair]) => `--${name}:${pair[index]};`)
    .join("");
}

/** Light colours, dark ones where the reader wants them, and light ones on paper. */
export const COLOR_RULES = `
:root { color-scheme: light dark; ${block(0)} }
@media screen and (prefers-color-scheme: dark) { :root { ${block(1)} } }`;

/** Names of the colours of owners, in their order. */
export const HUE_RULES = Object.keys(COLORS)
  .filter((name) => name.startsWith("hue-"))
  .map((name) => `.owner.${name} { fill: var(--${name}); }`)
  .join("\n");
