// A buurt through the years: a small chart of each series, with its table and what can be said of it.

import { byCode, number, t } from "./data.js";
import { el } from "./dom.js";
import { around, cellsOf, lineOf, originOf, series, tableOf, titleOfSeries, valueCells, verdictOf } from "./jaren.js";
import { levels } from "./levels.js";

const WIDE = 340; // pixels

const known = (code) => series.filter((one) => lineOf(one, code).values.some((value) => value !== null) || one.breuk[code]);
export const hasYears = ({ code }) => known(code).length > 0;

/** What the page has above for the same year, from another edition. */
function otherValue({ id, jaren, decimalen, andere_tabel: other }, code, values) {
  const figure = other && byCode.get(code).cijfers.find((one) => one.id === id);
  const here = figure ? values[jaren.indexOf(other.jaar)] : null;
  if (here === null) return null;
  const hier = figure.waarde.replace(/^[\d.,]+/, number(here, decimalen)); // in the same unit
  return el("p", { class: "klein" }, t("jaren_andere_waarde", { jaar: other.jaar, hier, boven: figure.waarde, tabel: other.tabel }));
}

function card(one, code) {
  const line = lineOf(one, code);
  const others = one.nederland ? around(one) : [];
  const label = t("jaren_van", { naam: line.naam, cijfer: titleOfSeries(one) });
  const rows = [[[line.naam], cellsOf(one, code)], ...others.map(({ naam, values }) => [[naam], valueCells(one, values)])];
  const verdict = verdictOf(one, code);
  return el(
    "section",
    {},
    el("h3", {}, titleOfSeries(one)),
    levels({ label, years: one.jaren, lines: [line, ...others], dotted: one.geschat, count: one.telling, decimals: one.decimalen, width: WIDE }),
    tableOf(one, label, rows),
    verdict ? el("p", {}, verdict) : null,
    originOf(one),
    otherValue(one, code, line.values),
  );
}

export const yearsOf = ({ code }) => [el("div", { class: "buurtjaren" }, ...known(code).map((one) => card(one, code)))];
