/* global document, window, getComputedStyle, axe */

// What the tests of pages ask; runs within the page.
globalThis.probe = {
  /** Pixels by which the page is wider than its screen. */
  overflow() {
    return document.documentElement.scrollWidth - window.innerWidth;
  },

  unfold() {
    for (const details of document.querySelectorAll("details")) details.open = true;
  },

  /** What has the focus; `null` when nothing has it. */
  focus() {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      key: `${element.tagName} ${[...document.querySelectorAll("*")].indexOf(element)}`,
      isFolded: element.tagName === "SUMMARY" && !element.parentElement.hasAttribute("open"),
      isSeen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
    };
  },

  /** Texts of pictures that lie upon another text of the same picture, or stick out of the page. */
  troubledTexts() {
    return [...document.querySelectorAll("svg.drawing")].flatMap((drawing) => {
      const texts = [...drawing.querySelectorAll("text")].map((text) => ({
        text: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      return texts.flatMap(({ box, text }, index) => {
        const upon = texts
          .slice(index + 1)
          .filter(({ box: other }) => meet(box, other))
          .map((other) => `"${text}" upon "${other.text}"`);
        const isOut = box.left < 0 || box.right > window.innerWidth;
        return isOut ? [...upon, `"${text}" out of sight`] : upon;
      });
    });
  },

  /** What axe finds, by rule and place. */
  async violations() {
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ failureSummary, target }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  },

  /**
   * Texts of pictures with a contrast below 4.5 to what lies behind them, and bars below 3 to their
   * ground: WCAG 2.2, 1.4.3 and 1.4.11. axe does not look into pictures.
   */
  faintShapes() {
    return [...document.querySelectorAll("svg.drawing")].flatMap((drawing) => {
      const ground = groundOf(drawing);
      const rects = [...drawing.querySelectorAll("rect")];
      const texts = [...drawing.querySelectorAll("text")].map((text) => {
        const behind = rects.filter((rect) => holds(rect, text)).map(fillOf);
        const back = behind.filter((fill) => fill !== "none").at(-1) ?? ground;
        return [`"${text.textContent}"`, contrast(fillOf(text), back), 4.5];
      });
      const bars = rects
        .filter((rect) => rect.matches(".bar, .span, .failed, .unknown"))
        .map((rect) => [rect.getAttribute("class"), contrast(fillOf(rect), ground), 3]);
      return [...texts, ...bars]
        .filter(([, ratio, least]) => ratio < least)
        .map(([what, ratio]) => `${what}: ${ratio.toFixed(2)}`);
    });
  },
};

/** Letters do not fill their boxes. */
function meet(one, other) {
  const isBeside = one.left >= other.right - 1 || other.left >= one.right - 1;
  const isAbove = one.top >= other.bottom - 3 || other.top >= one.bottom - 3;
  return !isBeside && !isAbove;
}

function holds(rect, text) {
  const { bottom, left, right, top } = rect.getBoundingClientRect();
  const box = text.getBoundingClientRect();
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return left <= x && x <= right && top <= y && y <= bottom;
}

function fillOf(element) {
  return getComputedStyle(element).fill;
}

function groundOf(element) {
  if (element === null) return "rgb(255, 255, 255)";
  const { backgroundColor } = getComputedStyle(element);
  return channels(backgroundColor)[3] === 0 ? groundOf(element.parentElement) : backgroundColor;
}

function channels(color) {
  return color.match(/[\d.]+/g).map(Number);
}

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one, other) {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(color) {
  const [red, green, blue] = channels(color)
    .slice(0, 3)
    .map((channel) => channel / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
