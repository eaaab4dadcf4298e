// What the page was given: the payload of docs/payload.md, and the texts of the interface in its language.

import { readShape } from "./arcs.js";

/** Put back what is kept once: `~3` is the fourth text, `["~:2", …]` a mapping with the third keys (`pagina._pack`). */
function unpack({ teksten, sleutels, inhoud }) {
  const place = (value) => {
    if (typeof value === "string" && value.startsWith("~")) {
      return value[1] === "~" ? value.slice(1) : teksten[Number(value.slice(1))];
    }
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) {
      if (typeof value[0] !== "string" || !value[0].startsWith("~:")) return value.map(place);
      const keys = sleutels[Number(value[0].slice(2))];
      return Object.fromEntries(keys.map((key, at) => [key, place(value[at + 1])]));
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, place(item)]));
  };
  return place(inhoud);
}

const given = unpack(JSON.parse(document.getElementById("payload").textContent));
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
