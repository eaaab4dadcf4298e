// "Door de jaren": the map of every year in the same classes, the gemeente beside the country, and a line for every buurt.

import { collator, data, dutch, number, t } from "./data.js";
import { button, byId, dropdown, el, goTo, HATCH, lines, patch, sideways, svg } from "./dom.js";
import { bundle, levels } from "./levels.js";
import { sketchOf } from "./sketch.js";
import { change, choose, onChange, state } from "./state.js";

const [LEAST, MOST, ON_PAPER] = [300, 560, 310]; // pixels that a chart is wide
const names = new Map(data.buurten.map(({ code, roepnaam }) => [code, roepnaam]));
const codes = data.buurten.map(({ code }) => code);
const place = new Map(codes.map((code, at) => [code, at]));

const NAMED = 8; // buurten that are named
let [inSight, stale] = [false, true]; // it is drawn when someone looks at it
let tableOpen = false;
const drawings = new Map(); // of the buurten, by shape of the map

export const series = data.jaren?.reeksen ?? [];
const now = () => series.find(({ id }) => id === state.reeks) ?? series[0];

/** A series of one buurt; no values where the page has none. */
export function lineOf(one, code) {
  const values = one.waarden[place.get(code)] ?? one.jaren.map(() => null);
  return { kind: "hier", code, naam: names.get(code), values, breuk: one.breuk[code], overgezet: one.overgezet[code] };
}

/** The lines of the gemeente and, where that can be compared, the country. */
export const around = ({ gemeente, nederland }, kind = "gemeente", nation = "land") => [
  { kind, naam: data.gemeente.naam, values: gemeente },
  ...(nederland ? [{ kind: nation, naam: t("jaren_nederland"), values: nederland }] : []),
];

export const titleOfSeries = ({ naam, eenheid }) => (eenheid ? `${naam} (${eenheid})` : naam);

/** Where a series comes from, and what it cannot say. */
export function originOf({ geschat, tabellen, nederland_hoe }) {
  const nation = nederland_hoe ? [" ", el("span", { lang: dutch }, t("jaren_nederland_hoe", { hoe: nederland_hoe }))] : [];
  return el("p", { class: "klein herkomst" }, el("b", {}, t(geschat ? "jaren_geschat" : "jaren_geteld")), ` ${t(geschat ? "jaren_stand" : "jaren_telling", { tabel: tabellen })}`, ...nation);
}

const tell = (value, { decimalen }) => (value === null ? t("leeg") : number(value, decimalen).replace("-", "−"));

/** A cell of a year: its value, and in a word that it was carried over, or that there is a break. */
function cell(one, code, at) {
  const year = one.jaren[at];
  const value = lineOf(one, code).values[at];
  const broken = one.breuk[code]?.includes(year);
  const moved = one.overgezet[code]?.includes(year);
  return el("td", { class: "getal" }, broken ? t("jaren_breuk") : tell(value, one), moved ? ` (${t("jaren_overgezet")})` : null);
}

/** A table under a chart: a row per line, a column per year. */
export function tableOf(one, caption, rows) {
  return el(
    "table",
    { class: "jarentabel" },
    el("caption", { class: "alleen-voorlezen" }, caption),
    el("thead", {}, el("tr", {}, el("td"), ...one.jaren.map((year) => el("th", { scope: "col", class: "getal" }, String(year))))),
    el("tbody", {}, ...rows.map(([head, cells]) => el("tr", {}, el("th", { scope: "row" }, ...head), ...cells))),
  );
}

export const cellsOf = (one, code) => one.jaren.map((_, at) => cell(one, code, at));
export const valueCells = (one, values) => values.map((value) => el("td", { class: "getal" }, tell(value, one)));

/** What can be said of a count: increased, decreased, or no demonstrable difference. */
export function verdictOf(one, code) {
  const verdict = one.oordelen[code];
  if (one.geschat || !verdict) return null;
  return t("jaren_oordeel", { van: one.jaren[0], tot: one.jaren.at(-1), oordeel: t(`jaren_${verdict}`) });
}

// ---------------------------------------------------------------- the map of every year

const classOf = ({ grenzen }, value) => grenzen.slice(1, -1).filter((edge) => value >= edge).length;

function yearMap(one, drawing, year, at) {
  const counts = one.klassen.map(() => 0);
  const areas = [...drawing.paths.keys()].map((code) => {
    const value = lineOf(one, code).values[at];
    const which = value === null ? null : classOf(one, value);
    if (which !== null) counts[which] += 1;
    const chosen = code === state.buurt;
    return svg(
      "use",
      { href: `#vlak-${code}`, fill: which === null ? HATCH : one.klassen[which].kleur, class: chosen ? "gekozen" : null, onclick: () => open(code) },
      svg("title", {}, `${names.get(code)}: ${tell(value, one)}`),
    );
  });
  const told = one.klassen.map(({ label }, which) => t("jaren_klasse", { klasse: label, aantal: counts[which] })).join(", ");
  areas.sort((a, b) => a.classList.contains("gekozen") - b.classList.contains("gekozen")); // its edge over those of its neighbours
  return el(
    "figure",
    {},
    el("figcaption", {}, el("b", {}, String(year)), ` ${data.gemeente.naam} ${tell(one.gemeente[at], one)}`),
    svg("svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "img", "aria-label": t("jaren_kaart", { cijfer: titleOfSeries(one), jaar: year, klassen: told }) }, ...areas),
  );
}

function legend(one) {
  const swatch = (label, colour) => el("li", {}, patch(colour, "vakje"), ` ${label}`);
  return el("ul", { class: "jarenlegenda" }, ...one.klassen.map(({ label, kleur }) => swatch(label, kleur)), swatch(t("jaren_zonder"), null));
}

/** The map per year: every drawing uses the same paths. */
function yearMaps(one) {
  if (!drawings.has(state.vorm)) drawings.set(state.vorm, sketchOf(codes, 240, 3));
  const drawing = drawings.get(state.vorm);
  if (!drawing) return [];
  const paths = [...drawing.paths].map(([code, d]) => svg("path", { id: `vlak-${code}`, d, "fill-rule": "evenodd" }));
  return [
    el("h3", {}, t("jaren_kaarten", { cijfer: titleOfSeries(one) })),
    legend(one),
    svg("svg", { class: "patronen", width: 0, height: 0, "aria-hidden": "true" }, svg("defs", {}, ...paths)),
    el("div", { class: "jaarkaarten" }, ...one.jaren.map((year, at) => yearMap(one, drawing, year, at))),
  ];
}

// ---------------------------------------------------------------- the gemeente beside the country, and every buurt

function beside(one, width) {
  const both = around(one, "hier");
  const { naam } = data.gemeente;
  const gap = one.nederland?.map((value, at) => (value === null || one.gemeente[at] === null ? null : one.gemeente[at] - value));
  const rows = both.map((line) => [[line.naam], valueCells(one, line.values)]);
  if (gap) rows.push([[t("jaren_verschil", { gemeente: naam })], valueCells(one, gap)]);
  const title = t(gap ? "jaren_naast" : "jaren_gemeente", { gemeente: naam });
  return el(
    "section",
    {},
    el("h3", {}, title),
    gap ? levels({ label: `${title}: ${titleOfSeries(one)}`, years: one.jaren, lines: both, dotted: one.geschat, count: one.telling, decimals: one.decimalen, width }) : null,
    tableOf(one, title, rows),
    one.landelijk.length ? el("ul", { class: "klein", lang: dutch }, ...lines(one.landelijk)) : null,
    verdictOf(one, data.gemeente.code) ? el("p", { class: "klein" }, verdictOf(one, data.gemeente.code)) : null,
  );
}

function everyBuurt(one, width) {
  const words = Object.entries(one.oordelen).filter(([code]) => place.has(code)).map(([, word]) => word);
  const count = (word) => number(words.filter((other) => other === word).length);
  const said = words.length && t("jaren_oordelen", { toegenomen: count("toegenomen"), afgenomen: count("afgenomen"), gelijk: count("gelijk") });
  return el(
    "section",
    {},
    el("h3", {}, t("jaren_lijnen")),
    bundle({
      label: `${t("jaren_lijnen")}: ${titleOfSeries(one)}`,
      years: one.jaren,
      lines: codes.map((code) => lineOf(one, code)),
      around: one.nederland ? around(one, "stad", "natie") : [],
      dotted: one.geschat,
      count: one.telling,
      decimals: one.decimalen,
      chosen: state.buurt,
      width,
      work: open,
    }),
    el("p", { class: "klein wijs" }, t("jaren_wijs")),
    el("p", { class: "klein" }, said || t(one.geschat ? "jaren_geen_oordeel" : "jaren_niet_getoetst")),
  );
}

function open(code) {
  choose(code);
  goTo(byId("buurt"));
}

/** Every value, for who does not see the drawings. */
function everyValue(one) {
  const judged = Object.keys(one.oordelen).length > 0;
  const sorted = [...data.buurten].sort((a, b) => collator.compare(a.roepnaam, b.roepnaam));
  const row = ({ code, roepnaam }) => [
    [button({ class: "tekstknop", lang: dutch, onclick: () => open(code) }, roepnaam)],
    [...cellsOf(one, code), ...(judged ? [el("td", {}, one.oordelen[code] ? t(`jaren_${one.oordelen[code]}`) : t("leeg"))] : [])],
  ];
  const table = tableOf(one, titleOfSeries(one), sorted.map(row));
  if (judged) table.querySelector("thead tr").append(el("th", { scope: "col" }, t("jaren_te_zeggen")));
  return table;
}

/** The table of all buurten, made when it is opened. */
function foldedTable(one) {
  const box = sideways(t("jaren_tabel"));
  const fill = () => box.childNodes.length || box.append(everyValue(one));
  const fold = el("details", { open: tableOpen && "" }, el("summary", {}, t("jaren_tabel")), box);
  fold.addEventListener("toggle", () => {
    tableOpen = fold.open;
    if (fold.open) fill();
  });
  if (tableOpen) fill();
  return fold;
}

/** Other values of the same year above: those of another edition. */
const otherEdition = ({ andere_tabel: other, tabellen }) =>
  other && el("p", { class: "klein" }, t("jaren_andere_tabel", { jaar: other.jaar, tabel: other.tabel, deze: tabellen }));

/** Which buurten lie on other land than in the series. */
function otherLand() {
  const { anders, indeling } = data.jaren;
  if (!anders.length) return null;
  const named = anders.slice(0, NAMED).map((code) => names.get(code)).join(", ");
  return el("p", { class: "klein" }, t("jaren_anders", { aantal: number(anders.length), jaar: indeling }), " ", el("span", { lang: dutch }, anders.length > NAMED ? `${named} …` : named));
}

function draw() {
  stale = false;
  const one = now();
  byId("jaren-kies").value = one.id;
  const box = byId("jaren-inhoud");
  const room = box.clientWidth > 900 ? box.clientWidth / 2 - 20 : box.clientWidth;
  const width = document.body.dataset.druk ? ON_PAPER : Math.max(LEAST, Math.min(MOST, room));
  box.replaceChildren(
    ...[
      originOf(one),
      otherEdition(one),
      ...yearMaps(one),
      el("div", { class: "jarenparen" }, beside(one, width), everyBuurt(one, width)),
      foldedTable(one),
      otherLand(),
      el("ul", { class: "klein", lang: dutch }, ...lines([...data.jaren.meldingen, ...data.jaren.bronnen.map((bron) => t("bron", { bron }))])),
      el("p", { class: "voetregel", lang: dutch }, data.voettekst),
    ].filter(Boolean),
  );
}

export function buildYears() {
  byId("jaren").hidden = !series.length;
  if (!series.length) return;
  const print = () => {
    document.body.dataset.druk = "jaren";
    draw();
    window.print();
  };
  byId("jaren-keuze").append(
    dropdown("jaren-kies", t("cijfer"), series.map((one) => [one.id, titleOfSeries(one)]), (id) => change({ reeks: id })),
    button({ class: "knop smal", id: "jaren-druk", onclick: print }, t("jaren_druk")),
  );
  addEventListener("afterprint", () => stale || draw());
  const watch = (changes) => {
    inSight = changes.at(-1).isIntersecting;
    if (inSight && stale) draw();
  };
  new IntersectionObserver(watch, { rootMargin: "300px" }).observe(byId("jaren"));
}

/** Draw it and go there for who came by a link with a series. */
export function showYears() {
  if (!state.reeks || state.buurt) return;
  draw();
  goTo(byId("jaren"));
}

onChange(["reeks", "buurt", "vorm"], () => {
  stale = true;
  if (inSight && series.length) draw();
});
