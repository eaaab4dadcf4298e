// A buurt on one screen: its name, one sentence, the themes, people, what is better, projects and gaps, and what to talk about.

import { byCode, data, dutch, t } from "./data.js";
import { announce, button, byId, el, icon, pieces } from "./dom.js";
import { figureRows, themeBars } from "./bars.js";
import { besideMenu, besideSection, remember } from "./beside.js";
import { certaintyOnPaper, foldsOf } from "./folds.js";
import { plansSection } from "./koppelkansen.js";
import { boundsOf, map, wide } from "./map.js";
import { listNames, needsLine, needsSection } from "./needs.js";
import { peopleSection } from "./people.js";
import { setStand, sheetHead } from "./phone.js";
import { link } from "./search.js";
import { buurtOf, clear, focusOf, onChange, shortValue, state, titleOf } from "./state.js";

/** The focus area that is only a part of this buurt, chosen or not. */
const partOf = (code) => data.focusgebieden.find(({ naam, deel, buurten }) => deel && buurten.includes(code) && (!state.focus || naam === state.focus));

function buttons(buurt) {
  const menu = besideMenu(buurt);
  const beside = button(
    {
      class: "knop",
      id: "naast-knop",
      "aria-expanded": "false",
      "aria-controls": "naast-lijst",
      onclick: () => {
        menu.hidden = !menu.hidden;
        beside.setAttribute("aria-expanded", String(!menu.hidden));
      },
    },
    t("zet_naast"),
  );
  const print = button({ class: "knop", id: "druk-af", onclick: () => window.print() }, t("druk_af"));
  const close = button({ class: "knop x", id: "sluit", onclick: clear }, `${t("sluit")} ×`);
  return el("div", { class: "ab", id: "buurt-knoppen" }, beside, print, close, menu);
}

function title(buurt) {
  const area = focusOf();
  const part = area?.deel;
  const other = part || buurt.naam !== buurt.roepnaam;
  const cbs = part ? t("van_cbs", { naam: buurt.naam }) : t("cbs_noemt", { naam: buurt.naam });
  const line = (name) => [other && name, buurt.kop[0]].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "ti" },
    el("h1", { id: "buurt-naam", lang: dutch }, titleOf(buurt.code)),
    area ? el("span", { class: part ? "fgm deel" : "fgm" }, t("focusgebied_klein")) : null,
    el("p", { class: "lang" }, line(cbs)),
    el("p", { class: "kort" }, line(buurt.naam)),
  );
}

/** What has to be known before any figure: a focus area that is only a part of the buurt. */
function partNote(buurt) {
  const part = partOf(buurt.code);
  if (!part) return null;
  return el(
    "p",
    { class: "deelnoot" },
    el("b", {}, t("deelnoot_kop", { deel: part.naam, buurt: buurt.naam })),
    ` ${t("deelnoot", { deel: part.naam })} `,
    [part.aangewezen, data.ontbreekt].filter(Boolean).join(" "),
  );
}

function sentences(buurt) {
  if (!buurt.zin.lang.length) return [el("p", { class: "zin", lang: dutch }, buurt.redenen.join(" "))];
  return [el("p", { class: "zin lang" }, ...pieces(buurt.zin.lang)), el("p", { class: "zin kort" }, ...pieces(buurt.zin.kort))];
}

function better({ beter }) {
  if (!beter) return null;
  return el("section", { class: "beter" }, el("h2", {}, t("wat_beter")), el("p", { class: "goed" }, icon(beter.goed ? "goed" : "open", 20), el("span", {}, beter.tekst)));
}

/** Why a focus area was chosen, and what is not in the figures; one that is a part says so in its note. */
function chosenNote(buurt) {
  const areas = data.focusgebieden.filter(({ deel, buurten }) => !deel && buurten.includes(buurt.code));
  if (!areas.length) return null;
  const whole = ({ naam, buurten }) => buurten.length > 1 && t("gebied_van", { naam, buurten: listNames(buurten.map((code) => byCode.get(code).roepnaam)) });
  const note = ({ naam, noot }) => noot && !(naam === buurt.roepnaam && naam !== buurt.naam) && el("span", { lang: dutch }, `${noot} `);
  const parts = areas.flatMap((area) => [...[whole(area), area.aangewezen].filter(Boolean).map((text) => `${text} `), note(area)]);
  return el("p", { class: "waaromgekozen" }, ...[...parts, data.ontbreekt].filter(Boolean));
}

function questions({ vragen }) {
  if (!vragen.length) return null;
  return el("section", { class: "praat" }, el("h2", {}, t("praat_hierover")), el("ol", { class: "pr" }, ...vragen.map((text) => el("li", {}, text))));
}

function alike({ lijkt_op }) {
  if (!lijkt_op.length) return null;
  const row = ({ code, waarom }) => el("li", {}, link(code, byCode.get(code).roepnaam), el("span", {}, waarom));
  return el("section", { class: "lijkt" }, el("h2", {}, t("lijkt_het_meest")), el("ul", { class: "lijk" }, ...lijkt_op.map(row)));
}

function voices({ duiding }) {
  if (!duiding.length) return null;
  const voice = ({ tekst, bron, datum }) => el("blockquote", { lang: dutch }, el("p", {}, tekst), el("p", { class: "klein" }, [bron, datum].filter(Boolean).join(", ")));
  return el("section", { class: "duiding" }, el("h2", {}, t("wie_kent")), ...duiding.map(voice));
}

/** Jumps to the parts of the answer, for where it is longer than the screen. */
function jumps(buurt) {
  const parts = [
    ["beter", "wat_beter", buurt.beter],
    ["gebeurt", "wat_gebeurt", data.projecten.length],
    ["plannen", "plannen_kop", buurt.koppelkansen.length],
    ["praat", "praat_hierover", buurt.vragen.length],
    ["lijkt", "lijkt_het_meest", buurt.lijkt_op.length],
  ].filter(([, , there]) => there);
  const jump = (part) => document.querySelector(`.antwoord .${part}`).scrollIntoView({ block: "start" });
  return el("div", { class: "sprong" }, ...parts.map(([part, key]) => button({ class: "pil", "data-sprong": part, onclick: () => jump(part) }, t(key))));
}

function columns(buurt) {
  const left = [buurt.plaatsen.some(({ deel }) => deel) ? themeBars(buurt, (theme) => figureRows(buurt, theme)) : null, peopleSection(buurt), better(buurt), chosenNote(buurt)];
  const plans = plansSection(buurt);
  const met = buurt.koppelkansen.length > 0;
  const right = [needsSection(buurt), met ? plans : null, questions(buurt), alike(buurt), voices(buurt), met ? null : plans];
  return el("div", { class: "kol" }, el("div", {}, ...left), el("div", {}, ...right));
}

export function drawBuurt() {
  const node = byId("buurt");
  const open = state.buurt !== null;
  node.hidden = !open;
  for (const [id, hidden] of [["kop", open], ["lijst", open && wide.matches], ["terug", !open]]) byId(id).hidden = hidden;
  byId("pagina").toggleAttribute("data-gekozen", open);
  if (!open) {
    node.replaceChildren();
    return;
  }
  const buurt = buurtOf(state.buurt);
  node.replaceChildren(
    ...[
      sheetHead(),
      buttons(buurt),
      title(buurt),
      partNote(buurt),
      ...sentences(buurt),
      state.zondervergrijzing ? el("p", { class: "klein" }, t("zonder_vergrijzing_noot")) : null,
      state.vergelijk.length ? null : jumps(buurt),
      state.vergelijk.length ? besideSection() : columns(buurt),
      needsLine(buurt),
      button({ class: "leesalles", id: "lees-alles", onclick: () => setStand("heel") }, t("lees_alles", { naam: titleOf(buurt.code) })),
      ...foldsOf(buurt),
      certaintyOnPaper(buurt),
    ].filter(Boolean),
  );
}

/** Bring the answer into view: the top of the page, and on a phone the tile above the sheet too. */
function bringIntoView() {
  if (!state.buurt) return;
  scrollTo(0, 0);
  if (wide.matches) return;
  const bounds = boundsOf(state.buurt);
  if (!bounds.isValid()) return;
  const low = map.latLngToContainerPoint(bounds.getSouthEast()).y + map.getContainer().getBoundingClientRect().top;
  const hidden = low + 8 - byId("buurt").getBoundingClientRect().top;
  if (hidden > 0) scrollBy(0, hidden);
}

export function buildBuurt() {
  byId("terug").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!byId("meer").hidden) byId("meer-knop").click();
    else if (state.buurt) clear();
    else return;
    event.preventDefault();
  });
  wide.addEventListener("change", drawBuurt);
}

onChange(["buurt"], (_, before) => before.buurt && remember(before.buurt));
onChange(["buurt", "focus", "vergelijk", "project", "zondervergrijzing"], drawBuurt);
onChange(["buurt"], (_, before) => {
  setStand("half");
  bringIntoView();
  if (state.buurt) announce(t("gekozen", { naam: titleOf(state.buurt), waarde: shortValue(state.buurt) }));
  else if (before.buurt && document.activeElement === document.body) document.querySelector(`[data-code="${CSS.escape(before.buurt)}"]`)?.focus({ preventScroll: true });
});
