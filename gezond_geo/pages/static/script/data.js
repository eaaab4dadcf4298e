// What the page was given: the payload of docs/payload.md, and the texts of the interface in its language.

/* global lines -- what `open.js` starts the page with */

import { readShape } from "./arcs.js";

/** What is put back a part at a time, when it is asked for, since a country has millions: a buurt, a view, the table. */
const LATER = ["cijfers_per_weergave", "klasse", "rijen"];

/** A kind of mapping with these keys: its first values, and the rest, which `open` gives, when one of those is asked for. */
function kindOf(keys, place, open) {
  class Kind {
    #values;
    #rest;
    #placed = [];
    constructor(packed) {
      this.#values = packed.slice(0, -1);
      this.#rest = packed.at(-1);
    }
    part(at) {
      if (at >= this.#values.length) this.#values.push(...open(this.#rest));
      const value = this.#values[at];
      return value === null || typeof value !== "object" ? place(value) : (this.#placed[at] ??= place(value));
    }
    whole() {
      return Object.fromEntries(keys.map((key, at) => [key, this.part(at)]));
    }
  }
  keys.forEach((key, at) => Object.defineProperty(Kind.prototype, key, { get() { return this.part(at); } }));
  return Kind;
}

/** Put back what is kept once: `~3` is the fourth text, `["~:2", …]` a mapping with the third keys (`pages.packing`). */
function unpack(lines) {
  const { teksten, sleutels, inhoud } = JSON.parse(lines[0]);
  const place = (value) => {
    if (typeof value === "string" && value.startsWith("~")) {
      return value[1] === "~" ? value.slice(1) : teksten[Number(value.slice(1))];
    }
    if (value === null || typeof value !== "object") return value;
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, place(item)]));
    if (typeof value[0] === "number" && value.every((item) => typeof item === "number")) return value;
    if (typeof value[0] !== "string" || !value[0].startsWith("~:")) return value.map(place);
    return makers[Number(value[0].slice(2))](value.slice(1));
  };
  const makers = sleutels.map((keys) => {
    if (!LATER.some((key) => keys.includes(key))) return (values) => Object.fromEntries(keys.map((key, at) => [key, place(values[at])]));
    const Kind = kindOf(keys, place, (part) => JSON.parse(lines[part]));
    return (values) => new Kind(values);
  });
  return place(inhoud);
}

const given = unpack(lines);
export const data = given.payload;
for (const [id, shape] of Object.entries(data.vormen)) data.vormen[id] = readShape(shape);
export const byCode = new Map(data.buurten.map((buurt) => [buurt.code, buurt]));
export const byNumber = new Map(data.projecten.map((project) => [project.nr, project]));

/** Language of texts that stay Dutch on a page in another one. */
export const dutch = data.taal === "nl" ? null : "nl";

/** A text of the interface, filled in. */
export const t = (key, values = {}) => given.woorden[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

const locale = data.taal === "nl" ? "nl-NL" : "en-GB";
const formats = new Map();

/** A number as it is written in the language of the page. */
export function number(value, decimals = 0) {
  if (!formats.has(decimals)) {
    formats.set(
      decimals,
      new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
    );
  }
  return formats.get(decimals).format(value);
}

export const collator = new Intl.Collator("nl", { numeric: true });

/** The same reduction of a name as `codes.normalise_name`. */
export const normalise = (name) =>
  name
    .replace(/[’‘ʼ`´']/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^0-9a-z]+/g, " ")
    .trim()
    .replace(/^(?:het|t|de) /, "");
