// The legend: one line under the map. What each class is, and how many buurten it is about, stands further down the page.

import { data, dutch, number, t } from "./data.js";
import { byId, el, HATCH, isDark, patch, svg } from "./dom.js";
import { sayFilters } from "./filters.js";
import { many } from "./map.js";
import { countFilters, LOOKS, matches, onChange, state, viewOf } from "./state.js";

function swatch(text, colour) {
  const node = el("i", { class: isDark(colour) ? "s licht" : "s" }, text);
  node.style.background = colour;
  if (colour === viewOf().klassen[0].kleur) node.classList.add("eerste");
  return node;
}

const hexagon = (deel) =>
  svg(
    "svg",
    { width: 18, height: 16, "aria-hidden": "true" },
    svg("polygon", { points: "9,1 16,4.5 16,11.5 9,15 2,11.5 2,4.5", fill: "none", stroke: "#17232e", "stroke-width": 2.3, "stroke-dasharray": deel ? "3 2" : null }),
  );

/** The signs on the map that are the same in every view. */
function signs(unknown) {
  const item = (sign, text, kind = null) => el("span", { class: kind }, sign, ` ${text}`);
  const disc = el("span", { class: "schijf", "aria-hidden": "true" }, "2");
  const hatch = svg(
    "svg",
    { width: 22, height: 16, "aria-hidden": "true" },
    svg("rect", { x: 0.5, y: 0.5, width: 21, height: 15, fill: HATCH, stroke: "#7c8288", "stroke-dasharray": "3 3" }),
  );
  const road = svg(
    "svg",
    { width: 22, height: 16, "aria-hidden": "true" },
    svg("path", { d: "M1 11 6 5 11 11 16 5 21 11", fill: "none", stroke: "#17232e", "stroke-width": 1.4 }),
  );
  const shown = data.vormen[state.vorm].rings.map(({ naam }) => naam);
  return [
    unknown && item(hatch, t(state.weergave === "stapeling" ? "te_weinig_inwoners" : "geen_cijfer_hier")),
    data.projecten.some(({ gebied }) => gebied) && !many && item(disc, t("projecten_klein"), state.vorm === "tegels" ? "schijf-uitleg" : null),
    data.focusgebieden.length > 0 && item(hexagon(!data.focusgebieden.some(({ deel }) => !deel)), t("focusgebied_klein")),
    ...shown.map((naam) => item(road, naam)),
  ];
}

export function drawLegend() {
  const { label, klassen, schaal, zonder } = viewOf();
  const together = state.weergave === "stapeling";
  const patches = klassen.map(({ kleur, label: text }, at) => swatch(together ? String(at) : schaal ? "" : text, kleur));
  const near = together && data.buurten.some(({ twijfel }) => twijfel);
  byId("legenda").replaceChildren(
    ...[
      el("b", {}, `${together ? t("themas_samen") : label}:`),
      schaal ? el("span", { class: "einde" }, schaal[0]) : null,
      el("span", { class: together || schaal ? "v" : "v breed" }, ...patches),
      schaal ? el("span", { class: "einde" }, schaal[1]) : null,
      near ? el("span", {}, el("b", {}, "±"), ` ${t("kan_schelen")}`) : null,
      ...signs(zonder > 0),
      ...notes().map((text) => el("span", { class: "noot" }, text)),
    ].filter(Boolean),
  );
  drawExplanation();
}

/** What a reader has to know of the map as it is now. */
function notes() {
  const weighed = data.zonder_vergrijzing?.weergaven[state.weergave] ? "zonder" : state.weergave === "zekerheid" && "met";
  return [
    sayFilters(),
    state.zondervergrijzing && weighed && t(`${weighed}_vergrijzing_noot`),
    state.vorm !== "tegels" && data.vormen[state.vorm].noot,
    many && t("veel_noot"),
  ].filter(Boolean);
}

/** How many of the buurten that pass the filters are in each class, in none of them, and on the border. */
function countBuurten({ klassen, klasse, zonder, grens }) {
  const near = grens?.buurten ?? [];
  if (!countFilters()) return { counts: klassen.map(({ aantal }) => aantal), without: zonder, near: near.length };
  const classes = Object.keys(klasse).filter(matches).map((code) => klasse[code]);
  const counts = klassen.map((_, at) => classes.filter((one) => one === at).length);
  return { counts, without: classes.filter((one) => one === null).length, near: near.filter(matches).length };
}

/** The view in full: what it shows, its classes with their numbers, what it is compared with, and its sources. */
function drawExplanation() {
  const { label, uitleg, klassen, zonder, zonder_label, grens, referentie, bron, jaar, schatting } = viewOf();
  const { counts, without, near } = countBuurten(viewOf());
  const known = counts.reduce((sum, one) => sum + one, 0);
  const count = (those, of) => el("span", { class: "aantal" }, t("van_buurten", { aantal: number(those), totaal: number(of) }));
  const row = (sign, text, range, those, of) => el("li", {}, sign, el("span", { class: "label" }, text), range ? el("span", { class: "bereik" }, range) : null, count(those, of));
  const rows = klassen.map(({ kleur, label: text, bereik }, at) =>
    row(patch(kleur), text, bereik, counts[at], known),
  );
  if (near) rows.push(row(el("span", { class: "vlak" }, "±"), grens.label, "", near, known));
  if (zonder) rows.push(row(patch(null), zonder_label, "", without, known + without));
  const source = [bron && t("bron", { bron }), jaar, schatting && t("schatting")].filter(Boolean).join(" · ");
  byId("weergave-uitleg").replaceChildren(
    el("h3", { id: "legenda-kop" }, label),
    el("p", { id: "legenda-uitleg" }, uitleg),
    el("ul", { class: "klassen", id: "legenda-klassen" }, ...rows),
    el("p", { class: "klein", id: "legenda-bron", lang: dutch }, [referentie, source].filter(Boolean).join(" ")),
  );
}

onChange(["vorm", ...LOOKS], drawLegend);
