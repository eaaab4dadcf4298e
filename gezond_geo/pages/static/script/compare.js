// Two or three buurten side by side.

import { data, dutch, t } from "./data.js";
import { byId, el } from "./dom.js";
import { bar, barKey, byTheme, headingOf } from "./panel.js";
import { link } from "./search.js";
import { buurtOf, change, onChange, state } from "./state.js";

function head(buurt) {
  const remove = el(
    "button",
    {
      type: "button",
      class: "weg",
      "aria-label": `${t("vergelijk_uit")}: ${buurt.naam}`,
      onclick: () => change({ vergelijk: state.vergelijk.filter((code) => code !== buurt.code) }),
    },
    "×",
  );
  return el("th", { scope: "col", lang: dutch }, link(buurt.code, buurt.naam), remove);
}

function rows(buurten) {
  const ids = Object.keys(data.indicatoren).filter((id) => buurten.some(({ cijfers }) => cijfers.some((one) => one.id === id)));
  return byTheme(ids.map((id) => ({ id }))).flatMap(([theme, those]) => [
    el("tr", { class: "tussen" }, el("th", { scope: "colgroup", colspan: buurten.length + 1 }, headingOf(theme))),
    ...those.map(({ id }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, data.indicatoren[id].label),
        ...buurten.map((buurt) => {
          const figure = buurt.cijfers.find((one) => one.id === id);
          if (!figure) return el("td", {}, t("niet_gemeten"));
          return el("td", {}, el("strong", {}, figure.waarde), figure.positie === null ? null : bar(figure, buurt));
        }),
      ),
    ),
  ]);
}

function texts(label, buurten, tell) {
  return el("tr", {}, el("th", { scope: "row" }, label), ...buurten.map((buurt) => el("td", {}, tell(buurt))));
}

/** Names of the themes that stack, and which of them might as well not. */
function stackedThemes({ code, themas }) {
  return themas.map((theme) => {
    const { label, grens } = data.weergaven[theme];
    return grens?.buurten.includes(code) ? t("op_de_grens", { thema: label }) : label;
  });
}

const list = (items, lang = null) => (items.length ? el("ul", { lang }, ...items.map((item) => el("li", {}, item))) : t("leeg"));

export function drawCompare() {
  const box = byId("vak-vergelijk");
  const buurten = state.vergelijk.map(buurtOf);
  byId("tab-vergelijk").textContent = t("tab_vergelijk") + (buurten.length ? ` (${buurten.length})` : "");
  if (!buurten.length) {
    box.replaceChildren(el("h2", {}, t("vergelijk_kop")), el("p", {}, t("vergelijk_leeg")));
    return;
  }
  const table = el(
    "table",
    { class: "naast" },
    el("caption", { class: "alleen-voorlezen" }, t("vergelijk_kop")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("cijfer")), ...buurten.map(head))),
    el(
      "tbody",
      {},
      texts(t("themas_stapelen"), buurten, (buurt) =>
        buurt.gestapeld === null ? list(buurt.redenen, dutch) : list(stackedThemes(buurt)),
      ),
      ...rows(buurten),
      texts(t("wat_gunstigst_staat"), buurten, ({ goed }) => list(goed)),
      data.projecten.length ? texts(t("projecten_geld"), buurten, ({ euro }) => list(euro)) : null,
    ),
  );
  box.replaceChildren(
    el("h2", {}, t("vergelijk_kop")),
    ...(buurten.length === 1 ? [el("p", {}, t("vergelijk_nog"))] : []),
    barKey(),
    el("div", { class: "schuif", role: "region", tabindex: "0", "aria-label": t("vergelijk_kop") }, table),
  );
}

onChange(["vergelijk", "zondervergrijzing"], drawCompare);
