// A wijk or stadsdeel on one page, to print: what a gebiedsanalyse starts from.

import { themeBar } from "./bars.js";
import { byNumber, collator, data, dutch, number, t } from "./data.js";
import { byId, el, HATCH, icon, isDark, patch, sideways, svg } from "./dom.js";
import { stadsdelen, wijken } from "./filters.js";
import { gapsOf, listNames, nameOf } from "./needs.js";
import { dots } from "./people.js";
import { sketchOf } from "./sketch.js";
import { buurtOf, change, onChange, sheets, state, themesOf, viewOf } from "./state.js";

const [PEOPLE, QUESTIONS] = [3, 3];

const names = new Map([
  ...wijken.map(([code, naam]) => [`wijk:${code}`, naam]),
  ...stadsdelen.map(([naam]) => [`stadsdeel:${naam}`, t("stadsdeel_van", { naam })]),
]);

/** The buurten of an area in their place, numbered as in the list below it. */
function sketch(naam, codes) {
  const drawing = sketchOf(codes, 300, 4);
  if (!drawing) return null;
  const { klassen, klasse } = viewOf("stapeling");
  const drawn = [...drawing.paths].flatMap(([code, d]) => {
    const colour = klassen[klasse[code]]?.kleur;
    const [x, y] = drawing.middle(code);
    return [
      svg("path", { d, fill: colour ?? HATCH, stroke: "#6f7a83", "stroke-width": 1, "fill-rule": "evenodd" }),
      svg("text", { x, y: y + 4, "text-anchor": "middle", fill: colour && isDark(colour) ? "#fff" : "#000" }, String(codes.indexOf(code) + 1)),
    ];
  });
  const label = t("blad_schets", { naam });
  return svg("svg", { class: "schets", viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "img", "aria-label": label }, ...drawn);
}

/** How many people live there and in how many buurten themes stack. */
function facts(buurten) {
  const column = data.tabel.kolommen.findIndex(({ id }) => id === "inwoners");
  const codes = new Set(buurten.map(({ code }) => code));
  const residents = data.tabel.rijen.filter((_, at) => codes.has(data.buurten[at].code)).map((row) => row[column]);
  const count = (n) => (n === 1 ? t("een_buurt") : t("aantal_buurten", { aantal: number(n) }));
  const hidden = residents.filter((one) => one === null).length;
  const known = buurten.filter(({ gestapeld }) => gestapeld !== null);
  const stacked = known.filter(({ gestapeld }) => gestapeld >= 2).length;
  return [
    t("blad_feiten", { buurten: count(buurten.length), inwoners: number(residents.reduce((sum, one) => sum + one, 0)) }),
    hidden && t("blad_niet_geteld", { buurten: count(hidden) }),
    known.length ? t("blad_stapelt", { bekend: number(known.length), stapelt: number(stacked) }) : t("blad_geen_uitkomst"),
    state.zondervergrijzing && t("zonder_vergrijzing_noot"),
  ]
    .filter(Boolean)
    .join(" ");
}

/** Figures that are told as people, of a wijk: as published for it. */
function people(area) {
  const [kind, code] = area.split(":");
  if (kind !== "wijk") return null;
  const told = Object.values(data.honderd).filter(({ wijken }) => wijken[code] !== undefined);
  if (!told.length) return null;
  const row = ({ wat, wijken, vergelijk }) =>
    el("li", {}, dots(wijken[code]), el("p", {}, el("b", {}, number(wijken[code])), ` ${wat}`, el("span", {}, vergelijk.map(([naam, other]) => `${naam} ${number(other)}`).join(" · "))));
  return el("div", { class: "blad-mensen" }, el("h3", {}, t("honderd_kop")), el("ul", {}, ...told.slice(0, PEOPLE).map(row)));
}

/** Where a buurt stands on a theme: its bar, and the number of every hundred Dutch people who live better. */
function themeCell(buurt, theme) {
  const place = buurt.plaatsen.find(({ thema }) => thema === theme.id);
  if (!place || (place.plaats === null && place.vijfde === null)) return el("td", {}, "–");
  const share = place.plaats === null ? "" : /\d+/.exec(place.deel)?.[0];
  return el("td", { class: place.telt ? "telt" : null }, themeBar(place, null), el("span", {}, share ?? ""), place.telt ? el("span", { class: "alleen-voorlezen" }, ` ${t("telt_mee_kort")}`) : null);
}

function themeTable(buurten) {
  const { klassen, klasse } = viewOf("stapeling");
  const heads = [t("buurt"), t("mensen"), ...themesOf().map(({ naam }) => naam), t("blad_samen")].map((text) => el("th", { scope: "col" }, text));
  const row = (buurt, place) => {
    const sum = el("td", { class: "samen" }, patch(klassen[klasse[buurt.code]]?.kleur ?? null, "vakje"), ` ${buurt.gestapeld ?? "–"}${buurt.twijfel ? " ±" : ""}`);
    const people = buurt.inwoners === null ? "" : number(buurt.inwoners);
    return el("tr", {}, el("th", { scope: "row", lang: dutch }, `${place + 1}. ${buurt.roepnaam}`), el("td", { class: "n" }, people), ...themesOf().map((theme) => themeCell(buurt, theme)), sum);
  };
  return el("table", { class: "blad-tabel" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...buurten.map(row)));
}

/** Needs and projects of one buurt beside each other. */
function needRow(buurt) {
  const gaps = gapsOf(buurt).map(nameOf);
  const project = ({ nr, zekerheid }) => el("li", { lang: dutch }, `${byNumber.get(nr).naam}, ${byNumber.get(nr).euro}${zekerheid === "waarschijnlijk" ? " *" : ""}`);
  return el(
    "tr",
    {},
    el("th", { scope: "row", lang: dutch }, buurt.roepnaam),
    el("td", {}, ...themesOf().filter(({ id }) => buurt.themas.includes(id)).flatMap(({ id, naam }) => [icon(id, 17), el("span", { class: "alleen-voorlezen" }, `${naam} `)])),
    el("td", {}, buurt.projecten.length ? el("ul", {}, ...buurt.projecten.map(project)) : "–"),
    el("td", {}, gaps.length ? el("span", { class: "gat" }, listNames(gaps)) : ""),
  );
}

function needTable(buurten) {
  const shown = buurten.filter(({ themas, projecten }) => themas.length || projecten.length);
  if (!data.projecten.length || !shown.length) return [];
  const heads = ["buurt", "blad_komt_samen", "blad_projecten", "blad_nog_geen"].map((key) => el("th", { scope: "col" }, t(key)));
  const likely = shown.some(({ projecten }) => projecten.some(({ zekerheid }) => zekerheid === "waarschijnlijk"));
  return [
    el("h3", {}, t("blad_nodig")),
    sideways(t("blad_nodig"), el("table", { class: "blad-nood" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...shown.map(needRow)))),
    el("p", { class: "klein" }, [likely && t("blad_waarschijnlijk"), t("onze_inschatting")].filter(Boolean).join(" ")),
  ];
}

/** Open questions of the buurten where most comes together. */
function questions(buurten) {
  const asked = buurten.filter(({ vragen }) => vragen.length).slice(0, QUESTIONS);
  if (!asked.length) return [];
  return [el("h3", {}, t("praat_hierover")), el("ol", { class: "pr" }, ...asked.map(({ roepnaam, vragen }) => el("li", {}, el("b", { lang: dutch }, `${roepnaam}: `), vragen[0])))];
}

function voices(buurten) {
  const told = buurten.flatMap(({ roepnaam, duiding }) => duiding.map((one) => ({ ...one, roepnaam })));
  if (!told.length) return [];
  const line = ({ roepnaam, tekst, bron, datum }) => el("li", {}, `${roepnaam}: ${tekst} (${[bron, datum].filter(Boolean).join(", ")})`);
  return [el("h3", {}, t("blad_duiding")), el("ul", { class: "punten", lang: dutch }, ...told.map(line))];
}

function describe(area) {
  const naam = names.get(area);
  const most = (a, b) => (data.openbaar ? 0 : (b.gestapeld ?? -1) - (a.gestapeld ?? -1));
  const buurten = data.buurten
    .filter(sheets.get(area))
    .map(({ code }) => buurtOf(code))
    .sort((a, b) => most(a, b) || collator.compare(a.roepnaam, b.roepnaam));
  return [
    el("h3", { class: "gebied", lang: dutch }, naam),
    el("p", {}, facts(buurten)),
    el("div", { class: "schetsvak" }, sketch(naam, buurten.map(({ code }) => code)), people(area)),
    el("h3", {}, t("blad_buurten")),
    sideways(t("blad_buurten"), themeTable(buurten)),
    el("p", { class: "klein" }, t("blad_lezen")),
    ...needTable(buurten),
    ...questions(buurten),
    ...voices(buurten),
    el("p", { class: "klein", lang: dutch }, [data.ontbreekt, `${data.bronnen.join(" · ")}`].filter(Boolean).join(" ")),
    el("p", { class: "voetregel", lang: dutch }, data.voettekst),
  ];
}

export function buildSheet() {
  const select = el("select", { id: "blad-kies", onchange: () => change({ blad: select.value }) }, el("option", { value: "" }, t("blad_geen")));
  const group = (label, kind, pairs) =>
    pairs.length && !data.zonder_blad[kind] ? el("optgroup", { label }, ...pairs.map(([value, text]) => el("option", { value: `${kind}:${value}`, lang: dutch }, text))) : null;
  select.append(...[group(t("blad_wijken"), "wijk", wijken), group(t("blad_stadsdelen"), "stadsdeel", stadsdelen)].filter(Boolean));
  const print = () => {
    document.body.dataset.druk = "blad";
    window.print();
  };
  byId("blad-keuze").append(
    el("div", { class: "veld" }, el("label", { for: "blad-kies" }, t("blad_kies")), select),
    el("button", { type: "button", class: "knop smal", id: "blad-druk", hidden: "", onclick: print }, t("blad_druk")),
  );
  byId("blad-keuze").after(...Object.values(data.zonder_blad).map((reason) => el("p", { class: "klein", lang: dutch }, reason)));
  addEventListener("afterprint", () => delete document.body.dataset.druk);
}

export function drawSheet() {
  byId("blad-kies").value = state.blad;
  byId("blad-druk").hidden = !state.blad;
  byId("blad-inhoud").replaceChildren(...(state.blad ? describe(state.blad).filter(Boolean) : []));
}

onChange(["blad", "zondervergrijzing", "vorm"], drawSheet);
