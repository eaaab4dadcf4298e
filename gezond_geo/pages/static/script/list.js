// The list beside the map: a row per buurt, a column per theme. One look shows what comes together where.

import { collator, data, dutch, number, t } from "./data.js";
import { button, byId, el, icon } from "./dom.js";
import { sayFilters } from "./filters.js";
import { lightUp, onPoint, wide } from "./map.js";
import { letterOf } from "./signs.js";
import { buurtOf, choose, colourOf, countFilters, LOOKS, matches, onChange, pageOf, state, themesOf } from "./state.js";
import { isDark } from "./dom.js";

const MOST = 60; // rows; the table has all

let more = false; // whether those with one theme fewer are listed too

function themeCell(buurt, { id, naam }) {
  const counts = buurt.themas.includes(id);
  const near = buurt.plaatsen.find(({ thema }) => thema === id)?.twijfel;
  const said = t(counts ? "telt_mee" : "telt_niet", { thema: naam }) + (near ? `, ${t("kan_schelen")}` : "");
  return el(
    "td",
    { class: counts ? "j" : "j geen" },
    counts ? icon(id, 20) : el("span", { "aria-hidden": "true" }, buurt.gestapeld === null ? "" : "·"),
    el("span", { class: "alleen-voorlezen" }, said),
  );
}

function projectCell(buurt) {
  const count = buurt.projecten.length;
  if (!count) return el("td", { class: "pj" }, el("span", { class: "nee" }, t("geen")));
  return el("td", { class: "pj" }, el("span", { class: "schijf" }, String(count)), el("span", { class: "alleen-voorlezen" }, ` ${t("projecten_klein")}`));
}

function letterSign(buurt) {
  const colour = colourOf(buurt.code) ?? "#f6f5f0";
  const node = el("span", { class: `letterteken ${isDark(colour) ? "licht" : ""}`, "aria-hidden": "true" }, el("span", {}, letterOf(buurt.code)));
  node.style.setProperty("--vlak", colour);
  return node;
}

function row(code, themes) {
  const buurt = buurtOf(code);
  const people = buurt.inwoners === null ? "" : number(buurt.inwoners);
  const count = buurt.projecten.length;
  const brief = [
    people && t("mensen_klein", { aantal: people }),
    data.projecten.length && (count === 1 ? t("een_project") : count ? t("aantal_projecten", { aantal: count }) : t("geen_project_klein")),
  ];
  return el(
    "tr",
    { "data-rij": code, class: code === state.buurt ? "gekozen" : null, onmouseenter: () => lightUp(code), onmouseleave: () => lightUp(null) },
    el(
      "th",
      { scope: "row" },
      letterSign(buurt),
      button({ lang: dutch, onclick: () => choose(code) }, buurt.roepnaam),
      buurt.twijfel ? el("span", { class: "pm" }, " ±") : null,
      el("span", { class: "kort", "aria-hidden": "true" }, brief.filter(Boolean).join(" · ")),
    ),
    ...themes.map((theme) => themeCell(buurt, theme)),
    el("td", { class: "n" }, people),
    data.projecten.length ? projectCell(buurt) : null,
    el("td", { class: "pijl", "aria-hidden": "true" }, icon("pijl", 18)),
  );
}

/** Codes of the list: of the page, or those that a filter lets through. */
function listed() {
  const { lijst } = pageOf();
  if (!countFilters()) return [...lijst.buurten, ...(more ? (lijst.meer?.buurten ?? []) : [])];
  const found = data.buurten.map(({ code }) => buurtOf(code)).filter(({ code }) => matches(code));
  const byName = (a, b) => collator.compare(a.roepnaam, b.roepnaam);
  return found.sort((a, b) => (data.openbaar ? 0 : (b.gestapeld ?? -1) - (a.gestapeld ?? -1)) || byName(a, b)).map(({ code }) => code);
}

export function drawList() {
  const { lijst } = pageOf();
  const themes = themesOf();
  const codes = listed();
  const filtered = countFilters() > 0;
  byId("lijst-kop").textContent = filtered ? t("lijst_gefilterd", { aantal: number(codes.length) }) : lijst.kop;
  byId("lijst-noot").hidden = !filtered;
  byId("lijst-noot").textContent = filtered ? sayFilters() : "";
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, t("buurt")),
    ...themes.map(({ naam }) => el("th", { scope: "col" }, naam)),
    el("th", { scope: "col", class: "n" }, t("mensen")),
    data.projecten.length ? el("th", { scope: "col", class: "pj" }, t("project")) : null,
    el("td", { class: "pijl" }),
  );
  const table = el(
    "table",
    { class: "l8" },
    el("caption", { class: "alleen-voorlezen" }, byId("lijst-kop").textContent),
    el("thead", {}, head),
    el("tbody", {}, ...codes.slice(0, MOST).map((code) => row(code, themes))),
  );
  const open = !filtered && !more && lijst.meer && button({ class: "meer2", id: "lijst-meer", onclick: showMore }, lijst.meer.knop);
  byId("lijst-rijen").replaceChildren(...[codes.length ? table : null, open].filter(Boolean));
}

function showMore() {
  const { length } = listed();
  more = true;
  drawList();
  byId("lijst-rijen").querySelectorAll("tbody button")[length]?.focus();
}

export function buildList() {
  byId("slot").append(...[data.slot, data.voettekst].filter(Boolean).map((text) => el("p", {}, text)));
  onPoint((code) => {
    for (const node of byId("lijst-rijen").querySelectorAll("tr.op")) node.classList.remove("op");
    if (code) byId("lijst-rijen").querySelector(`[data-rij="${CSS.escape(code)}"]`)?.classList.add("op");
  });
}

onChange(["buurt", ...LOOKS], drawList);
wide.addEventListener("change", drawList);
