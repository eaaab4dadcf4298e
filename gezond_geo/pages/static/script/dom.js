// Elements: texts from outside only ever go in as text nodes.

export const HATCH = "url(#arcering)";
export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
export const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

/** Keep a number on one line with its sign. */
const keepTogether = (text) => text.replace(/€ (?=\d)/g, "€\u00a0").replace(/(\d) (?=%)/g, "$1\u00a0");

function fill(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  return node;
}

/** Make an element; strings among the children become text nodes, null ones fall away. */
export function el(tag, attributes = {}, ...children) {
  const node = fill(document.createElement(tag), attributes);
  const shown = children.filter((child) => child !== null && child !== undefined && child !== false);
  node.append(...shown.map((child) => (typeof child === "string" ? keepTogether(child) : child)));
  return node;
}

/** Make a box that scrolls sideways where what is in it is wider, also with the keyboard. */
export const sideways = (label, ...children) => el("div", { class: "schuif", role: "region", tabindex: "0", "aria-label": label }, ...children);

/** Make an element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const node = fill(document.createElementNS(SVG, tag), attributes);
  node.append(...children);
  return node;
}

const ICONS = new Set(["gezondheid", "inkomen", "vergrijzing", "verstening", "zoek", "pijl", "goed", "open"]);

/** A sign of the page; themes of a user's own share one. */
export const icon = (name, size = 19) =>
  svg(
    "svg",
    { class: "ic", width: size, height: size, "aria-hidden": "true" },
    svg("use", { href: `#i-${ICONS.has(name) ? name : "eigen"}` }),
  );

/** A button; `attributes` may hold what it does, as onclick. */
export const button = (attributes, ...children) => el("button", { type: "button", ...attributes }, ...children);

/** Text in pieces, some of them in bold. */
export const pieces = (parts) => parts.map(([text, bold]) => (bold ? el("b", {}, text) : text));

/** A patch of colour, or of hatching when there is none. */
export const patch = (colour, kind = "vlak") =>
  svg(
    "svg",
    { class: kind, "aria-hidden": "true" },
    svg("rect", { width: "100%", height: "100%", fill: colour ?? HATCH }),
  );

/** Whether text on this colour (#rrggbb) has to be white. */
export function isDark(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18;
}

export const points = (kind, items, lang = null) =>
  el("ul", { class: `punten ${kind}`, lang }, ...items.map((item) => el("li", {}, item)));

export const lines = (items, lang = null) => items.map((item) => el("li", { lang }, item));

/** A drop-down with its label; `options` are pairs of a value and a text, in language `lang` where a value is given. */
export function dropdown(id, label, options, work, lang = null) {
  const select = el(
    "select",
    { id, onchange: () => work(select.value) },
    ...options.map(([value, text]) => el("option", { value, lang: value ? lang : null }, text)),
  );
  return el("div", { class: "veld" }, el("label", { for: id }, label), select);
}

/** Bring a part of the page into view, and let the keyboard go on from there; the address stays as it is. */
export function goTo(node) {
  node.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  node.focus({ preventScroll: true });
}

/** Tell those who listen to the page. */
export const announce = (text) => (byId("status").textContent = text);
