// What others plan in a buurt, in which years, and what of its needs can ride along with that.

import { byNumber, data, dutch, number, t } from "./data.js";
import { el, icon } from "./dom.js";
import { listNames, nameOf } from "./needs.js";

function ride({ thema, idee, zeker, projecten }) {
  const names = projecten.map((nr) => byNumber.get(nr).naam);
  return el(
    "li",
    {},
    el("p", {}, icon(thema), el("b", {}, ` ${nameOf(thema)}: `), `${idee}.`),
    el("p", { class: "klein" }, ...[zeker, names.length > 0 && el("span", { lang: dutch }, ` ${t("koppel_mee", { projecten: listNames(names) })}`)].filter(Boolean)),
  );
}

function plan({ naam, wie, jaren, stand, deel, tegelijk, themas }) {
  const small = [wie, stand, deel].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "plan" },
    el("h3", {}, el("span", { lang: dutch }, naam), el("span", { class: "jaren" }, jaren)),
    small ? el("p", { class: "klein", lang: dutch }, small) : null,
    el("ul", {}, ...themas.map(ride)),
    tegelijk ? el("p", { class: "klein", lang: dutch }, tegelijk) : null,
  );
}

/** Where a plan of another and a need of this buurt meet; without a list of plans, that nothing is known of them. */
export function plansSection(buurt) {
  if (data.investeringen === null) {
    return buurt.themas.length ? el("section", { class: "plannen" }, el("h2", {}, t("plannen_kop")), el("p", { class: "klein" }, t("plannen_onbekend"))) : null;
  }
  const body = buurt.koppelkansen.length
    ? [...buurt.koppelkansen.map(plan), el("p", { class: "klein" }, t("plannen_idee"))]
    : [el("p", {}, t("plannen_niets", { aantal: number(data.investeringen) }))];
  return el("section", { class: "plannen" }, el("h2", {}, t("plannen_kop")), ...body);
}
