// On paper, one A4: the map with its legend and the buurten where themes come together, or the buurt that is chosen.

import { collator, data, dutch, t } from "./data.js";
import { byId, el } from "./dom.js";
import { map, resize } from "./map.js";
import { letterOf } from "./signs.js";
import { buurtOf, matches } from "./state.js";

const WIDTH = 690; // what an A4 sheet is wide between its margins, in pixels
const ROW = 18; // height of a line of the list
const COLUMNS = 3;

function drawList() {
  const stacked = data.buurten
    .map(({ code }) => buurtOf(code))
    .filter(({ code, gestapeld }) => matches(code) && gestapeld >= 2)
    .sort((a, b) => collator.compare(a.naam, b.naam));
  byId("druk-lijst").replaceChildren(...stacked.map(({ code, naam, gestapeld }) => el("li", { lang: dutch }, [letterOf(code), `${naam} (${gestapeld})`].filter(Boolean).join(" "))));
  if (!stacked.length) byId("druk-lijst").append(el("li", {}, t("druk_geen")));
  const placed = data.projecten.filter(({ gebied }) => gebied).map(({ nr, naam }) => `${nr} ${naam}`);
  byId("druk-projecten").textContent = placed.join(" · ");
  byId("druk-bronnen").replaceChildren(`${t("bronnen")}: `, el("span", { lang: dutch }, data.bronnen.join(" · ")));
  byId("druk-voet").replaceChildren(el("span", { lang: dutch }, data.voettekst));
  return Math.ceil(stacked.length / COLUMNS);
}

export function buildPrint() {
  addEventListener("beforeprint", () => {
    const rows = drawList();
    if (!document.body.dataset.druk) resize(`${WIDTH}px`, `${Math.max(300, 560 - rows * ROW)}px`);
  });
  addEventListener("afterprint", () => map.getContainer().style.width && resize("", ""));
}
