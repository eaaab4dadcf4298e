/* global L */
// What is under "Meer": the other views, the switch without older people, filters, a background, and the rest of the page.

import { data, t } from "./data.js";
import { button, byId, el, goTo } from "./dom.js";
import { buildFilters } from "./filters.js";
import { map, shineThrough } from "./map.js";
import { change, onChange, state } from "./state.js";

/** A group of views; the figures one by one are folded away, since there are many. */
function group({ id, label, weergaven }, viewButton) {
  const choices = weergaven.map((view) => viewButton(view, data.weergaven[view].label));
  if (id === "cijfers") return el("details", { class: "groep", id: "groep-cijfers" }, el("summary", {}, label), ...choices);
  return el("div", { class: "groep", role: "group", "aria-label": label }, el("h2", {}, label), ...choices);
}

function ageingSwitch() {
  if (data.zonder_vergrijzing === null) return null;
  const box = el("input", {
    type: "checkbox",
    id: "zonder-vergrijzing",
    onchange: () => change({ zondervergrijzing: box.checked }),
  });
  onChange(["zondervergrijzing"], () => (box.checked = state.zondervergrijzing));
  return el("label", { class: "keus" }, box, el("span", {}, t("zonder_vergrijzing")));
}

/** Parts of the page further down. */
function links() {
  const parts = [
    ["tabel", t("naar_tabel")],
    ["projecten", t("naar_projecten", { aantal: data.projecten.length })],
    ["jaren", t("jaren")],
    ["blad", t("naar_blad")],
    ["overleg", t("overleg")],
    ["leeswijzer", t("zo_leest_u")],
    ["meldingen", data.meldingen.length === 1 ? t("melding") : t("meldingen", { aantal: data.meldingen.length })],
    ["bronnen", t("bronnen")],
  ];
  const there = parts.filter(([id]) => byId(id) && !byId(id).hidden);
  return el(
    "div",
    { class: "groep", role: "group", "aria-label": t("op_deze_pagina") },
    el("h2", {}, t("op_deze_pagina")),
    ...there.map(([id, label]) => el("a", { href: `#${id}` }, label)),
  );
}

function backgroundChoice() {
  const { url, bron } = data.achtergrond;
  const host = new URL(url.replace(/[{}]/g, "")).host;
  const escaped = el("span", {}, bron).innerHTML;
  const tiles = L.tileLayer(url, { attribution: escaped, maxZoom: 19 });
  let wanted = false;
  const choice = button({ class: "knop smal", "aria-pressed": "false" }, t("straten"));
  const box = el("div", { class: "groep achtergrond", id: "achtergrond" }, choice, el("p", { class: "klein" }, t("straten_noot", { host })));
  const toggle = () => {
    const on = wanted && state.vorm !== "tegels";
    box.hidden = state.vorm === "tegels";
    choice.setAttribute("aria-pressed", String(wanted));
    choice.textContent = t(wanted ? "geen_straten" : "straten");
    if (on) tiles.addTo(map);
    else tiles.remove();
    shineThrough(on ? 0.72 : 1);
  };
  choice.addEventListener("click", () => {
    wanted = !wanted;
    toggle();
  });
  box.hidden = state.vorm === "tegels";
  onChange(["vorm"], toggle);
  return box;
}

/** Build it: the views that are not in the row, and all the rest. */
export function buildMore(inRow, viewButton) {
  const groups = data.groepen
    .map((one) => ({ ...one, weergaven: one.weergaven.filter((view) => !inRow.has(view)) }))
    .filter(({ weergaven }) => weergaven.length);
  const views = groups.map((one) => group(one, viewButton));
  const without = ageingSwitch();
  byId("meldingen").hidden = !data.meldingen.length;
  byId("meer").append(
    ...[
      ...(without ? [el("div", { class: "groep" }, without)] : []),
      ...views,
      data.achtergrond && backgroundChoice(),
      buildFilters(),
      links(),
    ].filter(Boolean),
  );
}
