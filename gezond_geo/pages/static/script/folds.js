// What is folded away under a buurt: all figures, how sure it is, and where it comes from.

import { data, dutch, t } from "./data.js";
import { button, el, lines, points } from "./dom.js";
import { figureKey, figureRows } from "./bars.js";
import { hasYears, yearsOf } from "./buurtjaren.js";
import { state } from "./state.js";

const list = (items, lang = null) => (items.length ? el("ul", { class: "regels", lang }, ...lines(items)) : null);
const part = (title, ...content) => (content.some(Boolean) ? [el("h3", {}, title), ...content.filter(Boolean)] : []);

/** Every figure, and what follows from them. */
function allFigures(buurt) {
  const deel = buurt.stadsdeel && [t("stadsdeel_van", { naam: buurt.stadsdeel }), buurt.stadsdeel_noot && `(${buurt.stadsdeel_noot})`];
  const where = [buurt.wijk, deel && deel.filter(Boolean).join(" ")].filter(Boolean).join(" · ");
  return [
    where ? el("p", { class: "ligging", lang: dutch }, where) : null,
    list(buurt.kop),
    buurt.cijfers.length ? figureKey() : null,
    buurt.cijfers.length ? el("div", { class: "cijfers" }, ...figureRows(buurt)) : null,
    ...part(t("wat_gunstigst_staat"), buurt.goed.length ? points("goed", buurt.goed) : null),
    ...part(t("wat_samenkomt"), buurt.stapelt.length ? points("stapelt", buurt.stapelt) : null),
    buurt.samenvatting ? el("p", { class: "samenvatting" }, buurt.samenvatting) : null,
    ...part(t("waarom"), buurt.waarom ? el("p", { lang: dutch }, buurt.waarom) : null),
    ...part(t("projecten_geld"), data.projecten.length ? list(buurt.euro) : null),
  ];
}

/** How sure it is, and why the order of the list and the number of themes are one story. */
function certainty(buurt) {
  const { telling } = (state.zondervergrijzing ? data.zonder_vergrijzing : data).lijst;
  return [
    buurt.twijfel ? el("p", {}, el("b", {}, "±"), ` ${t("kan_schelen_lang")}`) : null,
    state.zondervergrijzing ? el("p", {}, t("met_vergrijzing_noot")) : list(buurt.zekerheid),
    buurt.zekerheid.length || state.zondervergrijzing ? null : el("p", {}, t("zekerheid_niet_berekend")),
    list([telling, buurt.hoger].filter(Boolean)),
    ...part(t("let_op"), list(buurt.redenen, dutch)),
    ...part(t("zo_leest_u"), el("p", {}, data.leeswijzer[0]?.tekst ?? "")),
  ];
}

const ownSources = (buurt) => [...new Set(buurt.cijfers.map(({ id }) => data.indicatoren[id].bron))];

/** Where the figures of a buurt come from. */
function sources(buurt) {
  return [list(ownSources(buurt), dutch), el("p", { class: "klein", lang: dutch }, data.weergaven.stapeling.referentie ?? ""), list(data.bronnen, dutch)];
}

const FOLDS = [
  ["cijfers", allFigures],
  ["jaren", yearsOf, hasYears],
  ["zeker", certainty],
  ["bronnen", sources],
];

/** What a sheet of paper says of it, where nothing unfolds. */
export function certaintyOnPaper(buurt) {
  return el("section", { class: "op-blad" }, ...[
    el("h2", {}, t("vouw_zeker")),
    list(buurt.zekerheid) ?? el("p", {}, t("zekerheid_niet_berekend")),
    list(buurt.redenen, dutch),
    el("p", { class: "klein", lang: dutch }, `${t("bronnen")}: ${ownSources(buurt).join(" · ")}`),
    el("p", { class: "voetregel", lang: dutch }, data.voettekst),
  ].filter(Boolean));
}

/** The row of folds, each with what opens under it. */
export function foldsOf(buurt) {
  const folds = FOLDS.filter(([, , has]) => !has || has(buurt));
  const bodies = folds.map(([id]) => el("div", { class: "vouwvak", id: `vouw-${id}`, hidden: "" }));
  const heads = folds.map(([id, fill], at) =>
    button({ "aria-expanded": "false", "aria-controls": `vouw-${id}`, id: `vouwknop-${id}`, onclick: () => turn(at, fill) }, `${t(`vouw_${id}`)} ▾`),
  );

  function turn(at, fill) {
    const open = bodies[at].hidden;
    bodies.forEach((body, other) => {
      body.hidden = other !== at || !open;
      heads[other].setAttribute("aria-expanded", String(!body.hidden));
    });
    if (!open) return;
    if (!bodies[at].childNodes.length) bodies[at].append(el("h2", {}, t(`vouw_${folds[at][0]}`)), ...fill(buurt).filter(Boolean));
    bodies[at].scrollIntoView({ block: "nearest" });
  }

  return [el("div", { class: "vouw" }, ...heads, el("p", { class: "voetregel", lang: dutch }, data.voettekst)), ...bodies];
}
