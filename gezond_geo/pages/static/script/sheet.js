// A wijk or stadsdeel on one page, to print: what a gebiedsanalyse starts from.

import { byNumber, collator, data, dutch, number, t } from "./data.js";
import { byId, el, HATCH, isDark, patch, points, svg } from "./dom.js";
import { polygons } from "./map.js";
import { stadsdelen, wijken } from "./filters.js";
import { buurtOf, change, onChange, sheets, state, viewOf } from "./state.js";

const names = new Map([
  ...wijken.map(([code, naam]) => [`wijk:${code}`, naam]),
  ...stadsdelen.map(([naam]) => [`stadsdeel:${naam}`, t("stadsdeel_van", { naam })]),
]);

/** The buurten of an area in their place, numbered as in the list below it. */
function sketch(naam, codes) {
  const corners = codes.flatMap((code) => polygons(code).flat(2));
  if (!corners.length) return null;
  const lats = corners.map(([lat]) => lat);
  const lons = corners.map(([, lon]) => lon);
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const size = 300 / Math.max((east - west) * squeeze, north - south);
  const at = ([lat, lon]) => [((lon - west) * squeeze * size + 4).toFixed(1), ((north - lat) * size + 4).toFixed(1)];
  const { klassen, klasse } = viewOf("stapeling");
  const drawn = codes.flatMap((code, place) => {
    const rings = polygons(code).flat(1);
    if (!rings.length) return [];
    const colour = klassen[klasse[code]]?.kleur;
    const path = rings.map((ring) => `M${ring.map((spot) => at(spot).join(" ")).join("L")}Z`).join("");
    const xs = rings[0].map((spot) => at(spot).map(Number));
    const [x, y] = [0, 1].map((axis) => (Math.min(...xs.map((one) => one[axis])) + Math.max(...xs.map((one) => one[axis]))) / 2);
    return [
      svg("path", { d: path, fill: colour ?? HATCH, stroke: "#6f7a83", "stroke-width": 1, "fill-rule": "evenodd" }),
      svg("text", { x, y: y + 4, "text-anchor": "middle", fill: colour && isDark(colour) ? "#fff" : "#000" }, String(place + 1)),
    ];
  });
  const width = ((east - west) * squeeze * size + 8).toFixed(0);
  const height = ((north - south) * size + 8).toFixed(0);
  const label = t("blad_schets", { naam });
  return svg("svg", { class: "schets", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...drawn);
}

/** What the colours of the sketch and the marks in the lists mean. */
function key(buurten) {
  const rows = viewOf("stapeling").klassen.map(({ label, kleur }) => el("li", {}, patch(kleur, "vakje"), label));
  if (buurten.some(({ gestapeld }) => gestapeld === null)) rows.push(el("li", {}, patch(null, "vakje"), t("blad_zonder")));
  const marks = [["stapelt", "blad_wat_stapelt"], ["goed", "blad_wat_gunstigst_staat"]].map(([kind, text]) => points(kind, [t(text)]));
  return el("div", { class: "schetssleutel" }, el("ul", {}, ...rows), ...marks);
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

function describeBuurt(buurt, place) {
  return el(
    "li",
    {},
    el("h4", { lang: dutch }, `${place + 1}. ${buurt.naam}`),
    el("p", { class: "klein" }, [...buurt.kop.slice(0, 2), buurt.samenvatting].filter(Boolean).join(" · ")),
    buurt.redenen.length ? el("p", { class: "klein", lang: dutch }, buurt.redenen.join(" ")) : null,
    buurt.stapelt.length ? points("stapelt", buurt.stapelt) : null,
    buurt.goed.length ? points("goed", buurt.goed.slice(0, 3)) : null,
    buurt.focusgebied ? el("p", { class: "klein", lang: dutch }, buurt.focusgebied) : null,
  );
}

function describe(area) {
  const naam = names.get(area);
  const buurten = data.buurten
    .filter(sheets.get(area))
    .map(({ code }) => buurtOf(code))
    .sort((a, b) => collator.compare(a.naam, b.naam));
  const codes = buurten.map(({ code }) => code);
  const numbers = [...new Set(buurten.flatMap(({ projecten }) => projecten.map(({ nr }) => nr)))].sort((a, b) => a - b);
  const voices = buurten.flatMap((buurt) => buurt.duiding.map((said) => ({ ...said, naam: buurt.naam })));
  const places = (nr) => byNumber.get(nr).buurten.filter(({ code }) => codes.includes(code)).map((part) => `${part.naam} ${part.euro}`);
  return [
    el("h3", { class: "gebied", lang: dutch }, naam),
    el("p", {}, facts(buurten)),
    el("div", { class: "schetsvak" }, sketch(naam, codes), key(buurten)),
    el("h3", {}, t("blad_buurten")),
    el("ol", { class: "buurtenlijst" }, ...buurten.map(describeBuurt)),
    ...(data.projecten.length
      ? [
          el("h3", {}, t("blad_projecten")),
          numbers.length
            ? el("ul", { class: "punten", lang: dutch }, ...numbers.map((nr) => el("li", {}, `${nr}. ${byNumber.get(nr).naam}: ${places(nr).join("; ")}`)))
            : el("p", {}, t("blad_geen_projecten")),
        ]
      : []),
    el("h3", {}, t("blad_duiding")),
    voices.length
      ? el("ul", { class: "punten", lang: dutch }, ...voices.map((said) => el("li", {}, `${said.naam}: ${said.tekst} (${[said.bron, said.datum].filter(Boolean).join(", ")})`)))
      : el("p", {}, t("blad_geen_duiding")),
    el("p", { class: "klein", lang: dutch }, `${data.bronnen.join(" · ")}`),
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
