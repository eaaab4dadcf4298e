// Filters: which buurten the map and the table show. What they leave out fades, and can still be chosen.

import { collator, data, dutch, number, t } from "./data.js";
import { announce, byId, dropdown, el } from "./dom.js";
import { change, countFilters, LOOKS, matches, onChange, state } from "./state.js";

const pairs = (entries) => [...new Map(entries)].sort(([, a], [, b]) => collator.compare(a, b));
export const wijken = pairs(data.buurten.filter(({ wijkcode }) => wijkcode).map(({ wijkcode, wijk }) => [wijkcode, wijk]));
export const stadsdelen = pairs(data.buurten.filter(({ stadsdeel }) => stadsdeel).map(({ stadsdeel }) => [stadsdeel, stadsdeel]));

const NONE = { wijk: "", stadsdeel: "", stapeling: 0, zonderproject: false };

/** Which filters are on, in a sentence; empty when none is. */
export function sayFilters() {
  const on = [
    state.wijk && `${t("filter_wijk")} ${new Map(wijken).get(state.wijk)}`,
    state.stadsdeel && `${t("filter_stadsdeel")} ${state.stadsdeel}`,
    state.stapeling && `${t("filter_stapeling")} ${t("filter_minstens", { n: state.stapeling })}`,
    state.zonderproject && t("filter_zonder_project"),
  ].filter(Boolean);
  return on.length ? t("gefilterd", { filters: on.join(", ") }) : "";
}

export function buildFilters() {
  const all = ["", t("filter_alle")];
  const most = data.weergaven.stapeling.klassen.length - 1;
  const steps = Array.from({ length: most }, (_, at) => [String(at + 1), t("filter_minstens", { n: at + 1 })]);
  const box = el("input", {
    type: "checkbox",
    id: "filter-project",
    onchange: () => change({ zonderproject: box.checked }),
  });
  return el(
    "details",
    { class: "groep filters", id: "filters" },
    ...[
      el("summary", { id: "filters-kop" }, t("filters")),
      wijken.length > 1 && dropdown("filter-wijk", t("filter_wijk"), [all, ...wijken], (wijk) => change({ wijk }), dutch),
      stadsdelen.length > 1 &&
        dropdown("filter-stadsdeel", t("filter_stadsdeel"), [all, ...stadsdelen], (stadsdeel) => change({ stadsdeel }), dutch),
      dropdown("filter-stapeling", t("filter_stapeling"), [["0", t("filter_alle")], ...steps], (n) =>
        change({ stapeling: Number(n) }),
      ),
      data.projecten.length > 0 &&
        el("label", { class: "keus" }, box, el("span", {}, t("filter_zonder_project"))),
      el("p", { class: "klein", id: "filter-uitkomst" }),
      el("button", { type: "button", class: "knop smal", id: "filter-wis", onclick: () => change(NONE) }, t("filter_wis")),
    ].filter(Boolean),
  );
}

export function drawFilters() {
  const on = countFilters();
  for (const [id, value] of [["filter-wijk", state.wijk], ["filter-stadsdeel", state.stadsdeel], ["filter-stapeling", state.stapeling]]) {
    if (byId(id)) byId(id).value = String(value);
  }
  if (byId("filter-project")) byId("filter-project").checked = state.zonderproject;
  byId("filters-kop").textContent = on ? t("filters_aan", { aantal: on }) : t("filters");
  byId("filter-wis").hidden = !on;
  const shown = data.buurten.filter(({ code }) => matches(code)).length;
  const said = t("filter_uitkomst", { aantal: number(shown), totaal: number(data.buurten.length) });
  byId("filter-uitkomst").textContent = on ? said : "";
  if (on) {
    byId("filters").open = true;
    announce(said);
  }
}

onChange(LOOKS, drawFilters);
