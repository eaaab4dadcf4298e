// The chosen buurt beside another one, or beside its wijk.

import { byCode, collator, data, dutch, t } from "./data.js";
import { button, dropdown, el, sideways } from "./dom.js";
import { byTheme, figureBar, headingOf } from "./bars.js";
import { wijken } from "./filters.js";
import { link } from "./search.js";
import { buurtOf, change, MOST_BESIDE, state, themesOf, titleOf } from "./state.js";

let seen = []; // buurten that were chosen before, the last first

/** Keep which buurt was chosen, to offer it later. */
export const remember = (code) => (seen = [code, ...seen.filter((one) => one !== code)]);

const wijkName = new Map(wijken);
const put = (code) => change({ vergelijk: [...state.vergelijk.filter((one) => one !== code), code].slice(-MOST_BESIDE) });

/** What can be put beside a buurt: what is most alike, its wijk, the one seen last, or any other. */
export function besideMenu(buurt) {
  const last = seen.find((code) => code !== buurt.code);
  const offers = [
    ...buurt.lijkt_op.map(({ code }) => [code, buurtOf(code).roepnaam, t("lijkt_erop")]),
    ...(hasFigures(buurt.wijkcode) ? [[buurt.wijkcode, buurt.wijk, t("hele_wijk_klein")]] : []),
    ...(last ? [[last, buurtOf(last).roepnaam, t("laatst_bekeken")]] : []),
  ];
  const items = offers.map(([code, name, why]) =>
    el("li", {}, button({ "data-naast": code, onclick: () => put(code) }, el("b", { lang: dutch }, name), el("span", {}, why))),
  );
  const others = [...data.buurten].sort((a, b) => collator.compare(a.roepnaam, b.roepnaam)).filter(({ code }) => code !== buurt.code);
  const any = dropdown("naast-kies", t("andere_buurt"), [["", t("blad_geen")], ...others.map(({ code, roepnaam }) => [code, roepnaam])], (code) => code && put(code), dutch);
  return el("div", { class: "keuzelijst", id: "naast-lijst", hidden: "" }, el("ul", {}, ...items), any);
}

const hasFigures = (wijkcode) => Boolean(wijkcode) && Object.values(data.indicatoren).some(({ wijken: known }) => wijkcode in known);

/** A column: a buurt, or a wijk with the figures that are published of it. */
function columnOf(code) {
  if (byCode.has(code)) return buurtOf(code);
  const figures = Object.entries(data.indicatoren).filter(([, { wijken: known }]) => code in known);
  const cijfers = figures.map(([id, { wijken: known }]) => ({ id, waarde: known[code].waarde, positie: known[code].positie, woorden: "" }));
  return { code, naam: wijkName.get(code), roepnaam: wijkName.get(code), wijkcode: null, cijfers, gestapeld: null, goed: [], euro: [], plaatsen: [], redenen: [], themas: [], isWijk: true };
}

function head(column, first) {
  const remove = button(
    {
      class: "weg",
      "aria-label": `${t("haal_weg")}: ${column.roepnaam}`,
      onclick: () => change({ vergelijk: state.vergelijk.filter((code) => code !== column.code) }),
    },
    "×",
  );
  const name = first || column.isWijk ? el("span", {}, first ? titleOf(column.code) : column.roepnaam) : link(column.code, column.roepnaam);
  return el("th", { scope: "col", lang: dutch }, name, first ? null : remove);
}

const list = (items, lang = null) => (items.length ? el("ul", { lang }, ...items.map((item) => el("li", {}, item))) : t("leeg"));

const texts = (label, columns, tell) => el("tr", {}, el("th", { scope: "row" }, label), ...columns.map((column) => el("td", {}, tell(column))));

/** Names of the themes that count, and which of them may turn out otherwise. */
const counting = ({ themas, plaatsen }) =>
  themas.map((id) => {
    const doubt = plaatsen.find(({ thema }) => thema === id)?.twijfel ? " ±" : "";
    return `${data.themas.find((theme) => theme.id === id)?.naam ?? id}${doubt}`;
  });

function themeRows(columns) {
  return themesOf().map(({ id, naam }) =>
    texts(naam, columns, ({ plaatsen }) => {
      const place = plaatsen.find(({ thema }) => thema === id);
      return place?.deel ? `${place.deel}${place.twijfel ? " ±" : ""}` : t("leeg");
    }),
  );
}

function figureRows(columns) {
  const ids = Object.keys(data.indicatoren).filter((id) => columns.some(({ cijfers }) => cijfers.some((one) => one.id === id)));
  return byTheme(ids.map((id) => ({ id }))).flatMap(([theme, those]) => [
    el("tr", { class: "tussen" }, el("th", { scope: "colgroup", colspan: columns.length + 1 }, headingOf(theme))),
    ...those.map(({ id }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, data.indicatoren[id].label),
        ...columns.map((column) => {
          const figure = column.cijfers.find((one) => one.id === id);
          if (!figure) return el("td", {}, t("niet_gemeten"));
          return el("td", {}, el("strong", {}, figure.waarde), figure.positie === null ? null : figureBar(figure, column.wijkcode));
        }),
      ),
    ),
  ]);
}

/** The comparison as a table. */
export function besideSection() {
  const columns = [state.buurt, ...state.vergelijk].map(columnOf);
  const table = el(
    "table",
    { class: "naast" },
    el("caption", { class: "alleen-voorlezen" }, t("vergelijk_kop")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("cijfer")), ...columns.map((column, at) => head(column, !at)))),
    el(
      "tbody",
      {},
      texts(t("themas_samen"), columns, (column) => (column.isWijk ? t("leeg") : column.gestapeld === null ? list(column.redenen, dutch) : list(counting(column)))),
      el("tr", { class: "tussen" }, el("th", { scope: "colgroup", colspan: columns.length + 1 }, data.vergelijking.kop)),
      ...themeRows(columns),
      ...figureRows(columns),
      texts(t("wat_gunstigst_staat"), columns, ({ goed }) => list(goed)),
      data.projecten.length ? texts(t("projecten_geld"), columns, ({ euro }) => list(euro)) : null,
    ),
  );
  return el(
    "section",
    { class: "naastelkaar", id: "naast" },
    el("h2", {}, t("vergelijk_kop")),
    sideways(t("vergelijk_kop"), table),
  );
}
