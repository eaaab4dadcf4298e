// The page as a whole: builds every part, and shows what the address asks for.

import { data, dutch, t } from "./data.js";
import { byId, el, goTo, lines } from "./dom.js";
import { buildBuurt, drawBuurt } from "./buurt.js";
import { drawFilters } from "./filters.js";
import { buildYears, showYears } from "./jaren.js";
import { drawLegend } from "./legend.js";
import { buildList, drawList } from "./list.js";
import { drawMap } from "./map.js";
import { buildMeeting, drawMeeting } from "./overleg.js";
import { buildPrint } from "./print.js";
import { buildProjects, drawProjects } from "./projects.js";
import { buildFocus, buildSearch, drawFocus } from "./search.js";
import { buildSheet, drawSheet } from "./wijk.js";
import { drawSigns } from "./signs.js";
import { follow, onChange, pageOf } from "./state.js";
import { buildTable, startTable } from "./table.js";
import { buildViews, drawViews } from "./views.js";

/** Below the map. */
function buildRest() {
  byId("leeswijzer-lijst").append(
    ...data.leeswijzer.map(({ kop, tekst }) => el("div", {}, el("h3", {}, kop), el("p", {}, tekst))),
  );
  byId("bronnen-lijst").append(...lines(data.bronnen, dutch));
  byId("meldingen-lijst").append(...lines(data.meldingen, dutch));
  byId("ontbreekt").textContent = data.ontbreekt;
  byId("voettekst").textContent = data.voettekst;
  if (dutch) byId("voettekst").lang = dutch;
  byId("terug").textContent = `‹ ${t("heel_gemeente", { gemeente: data.gemeente.naam })}`;
  byId("heel").textContent = t("toon_heel", { gemeente: data.gemeente.naam });
}

function drawHead() {
  const { kop, uitleg } = pageOf();
  byId("kop-zin").textContent = kop;
  byId("kop-lang").textContent = uitleg.lang;
  byId("kop-kort").textContent = uitleg.kort;
}

/** A link within the page goes there, and leaves the choice in the address as it is. */
function keepAddress() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && byId(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    goTo(target);
  });
}

/** How high and wide some parts are, for the layout: all are read first, since what then changes restyles the page. */
function measure() {
  const { style } = document.body;
  const watch = new ResizeObserver(() => {
    const sizes = {
      "--kop": byId("kop").offsetHeight,
      "--zoekvak": byId("zoekvak").offsetHeight,
      "--knoppen": byId("buurt-knoppen")?.offsetWidth ?? 0,
    };
    for (const [name, size] of Object.entries(sizes)) {
      if (style.getPropertyValue(name) !== `${size}px`) style.setProperty(name, `${size}px`);
    }
  });
  for (const id of ["kop", "zoekvak", "buurt"]) watch.observe(byId(id));
}

buildRest();
[buildViews, buildSearch, buildFocus, buildList, buildBuurt, buildProjects, buildTable, buildSheet, buildYears, buildMeeting, buildPrint].forEach((build) => build());
keepAddress();
measure();
follow();
onChange(["zondervergrijzing"], drawHead);
drawHead();
[drawMap, drawViews, drawFilters, drawLegend, drawBuurt, drawList, drawFocus, drawProjects, drawMeeting, showYears].forEach((draw) => draw());
drawSigns();
[startTable, drawSheet].forEach((draw) => draw());
performance.mark("te kiezen"); // from here on a buurt can be chosen; what the benchmark measures
