// Shares as people: a hundred dots, and so many of them dark.

import { data, number, t } from "./data.js";
import { el, svg } from "./dom.js";

const STEP = 5.6; // from dot to dot

/** A hundred dots in ten rows. */
export function dots(count) {
  const dot = (n, tone) => svg("rect", { class: tone, x: ((n % 10) * STEP).toFixed(1), y: (Math.floor(n / 10) * STEP).toFixed(1), width: 4.4, height: 4.4, rx: 1 });
  return svg("svg", { width: 52, height: 52, viewBox: "0 0 56 56", "aria-hidden": "true" }, ...Array.from({ length: 100 }, (_, n) => dot(n, n < count ? "vol" : "leeg")));
}

/** The figures of a buurt that are told as people. */
export function peopleSection({ honderd }) {
  if (!honderd.length) return null;
  const shown = honderd.map(([id, aantal]) => ({ ...data.honderd[id], aantal }));
  const estimates = shown.filter(({ schatting }) => schatting).map(({ kort }) => kort);
  const which = estimates.length < shown.length ? `${estimates.join(t("en"))}: ` : "";
  const note = estimates.length ? t("honderd_schatting", { wat: which, jaar: data.jaar }) : "";
  return el(
    "section",
    { class: "mensen100" },
    el("h2", {}, t("honderd_kop"), " ", el("small", { class: "kl" }, note)),
    el(
      "div",
      { class: "honderd" },
      ...shown.map(({ aantal, wat, vergelijk }) =>
        el(
          "div",
          { class: "g" },
          dots(aantal),
          el(
            "div",
            {},
            el("strong", {}, number(aantal)),
            el("p", {}, wat),
            el("p", { class: "e" }, ...vergelijk.flatMap(([naam, other], at) => [at ? el("br") : null, `${naam} ${number(other)}`].filter(Boolean))),
          ),
        ),
      ),
    ),
  );
}
