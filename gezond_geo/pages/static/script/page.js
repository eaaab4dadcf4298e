// The page as a whole: builds every part, and shows what the address asks for.

import { data, dutch, t } from "./data.js";
import { byId, calm, el, lines } from "./dom.js";
import { buildChoice, drawChoice } from "./choice.js";
import { drawCompare } from "./compare.js";
import { buildFilters, drawFilters } from "./filters.js";
import { buildKey, drawLegend } from "./legend.js";
import { drawMap } from "./map.js";
import { drawPanel } from "./panel.js";
import { buildPrint } from "./print.js";
import { buildProjects, drawProjects } from "./projects.js";
import { buildSearch } from "./search.js";
import { buildSheet, drawSheet } from "./sheet.js";
import { drawSigns } from "./signs.js";
import { buurtOf, follow, LOOKS, onChange, shortValue, state } from "./state.js";
import { buildTable, drawTable } from "./table.js";
import { buildTabs, drawTabs } from "./tabs.js";

// ---------------------------------------------------------------- small screens: the choice at the bottom of the screen

let panelSeen = false;

function drawPeek() {
  const peek = byId("kijkje");
  peek.hidden = !state.buurt || panelSeen;
  if (!state.buurt) return;
  const { naam } = buurtOf(state.buurt);
  peek.replaceChildren(el("strong", {}, naam), el("small", {}, shortValue(state.buurt)), el("span", {}, t("lees_meer")));
}

function buildPeek() {
  byId("kijkje").addEventListener("click", () => byId("paneel").scrollIntoView({ behavior: calm ? "auto" : "smooth" }));
  new IntersectionObserver(
    ([entry]) => {
      panelSeen = entry.isIntersecting;
      drawPeek();
    },
    { rootMargin: "0px 0px -160px 0px" },
  ).observe(byId("paneel"));
}

// ---------------------------------------------------------------- below the map

function buildRest() {
  byId("leeswijzer-lijst").append(
    ...data.leeswijzer.map(({ kop, tekst }) => el("div", {}, el("h3", {}, kop), el("p", {}, tekst))),
  );
  byId("bronnen-lijst").append(...lines(data.bronnen, dutch));
  byId("meldingen-lijst").append(...lines(data.meldingen, dutch));
  byId("meldingen").hidden = !data.meldingen.length;
  byId("naar-meldingen").hidden = !data.meldingen.length;
  byId("naar-meldingen").textContent =
    data.meldingen.length === 1 ? t("melding") : t("meldingen", { aantal: data.meldingen.length });
  byId("voettekst").textContent = data.voettekst;
  if (dutch) byId("voettekst").lang = dutch;
}

new ResizeObserver(() => document.body.style.setProperty("--kop", `${byId("kop").offsetHeight}px`)).observe(
  byId("kop"),
);
onChange(["buurt", ...LOOKS], drawPeek);
[buildChoice, buildFilters, buildKey, buildProjects, buildSearch, buildTable, buildSheet, buildPrint, buildTabs].forEach(
  (build) => build(),
);
buildPeek();
buildRest();
follow();
[drawMap, drawSigns, drawChoice, drawFilters, drawLegend, drawPanel, drawCompare, drawProjects].forEach((draw) => draw());
[drawTable, drawSheet, drawTabs].forEach((draw) => draw());
performance.mark("te kiezen"); // from here on a buurt can be chosen; what the benchmark measures
