// What the colours and signs mean, and how many buurten each is about.

import { data, number, t } from "./data.js";
import { byId, DOTS, el, patch, svg } from "./dom.js";
import { sayFilters } from "./filters.js";
import { spotsOf } from "./signs.js";
import { LOOKS, matches, onChange, state, viewOf } from "./state.js";

export function drawLegend() {
  const { label, uitleg, klassen, klasse, zonder, zonder_label, grens, referentie, bron, jaar, schatting } = viewOf();
  const codes = Object.keys(klasse).filter(matches);
  const known = codes.filter((code) => klasse[code] !== null).length;
  const count = (those, of) =>
    el(
      "span",
      { class: "aantal" },
      t("van_buurten", { aantal: number(those), totaal: number(of) }),
    );
  byId("legenda-kop").textContent = label;
  byId("legenda-uitleg").textContent = uitleg;
  const rows = klassen.map((row, at) =>
    el(
      "li",
      {},
      patch(row.kleur),
      el("span", { class: "label" }, row.label),
      row.bereik ? el("span", { class: "bereik" }, row.bereik) : null,
      count(codes.filter((code) => klasse[code] === at).length, known),
    ),
  );
  if (zonder) {
    rows.push(
      el(
        "li",
        { class: "zonder" },
        patch(null),
        el("span", { class: "label" }, zonder_label),
        count(codes.length - known, codes.length),
      ),
    );
  }
  byId("legenda-klassen").replaceChildren(...rows);
  const dotted = (grens?.buurten ?? []).filter(matches).map((code) => klasse[code]);
  const near = dotted.length;
  const middle = dotted.sort((a, b) => a - b)[Math.floor(near / 2)];
  byId("legenda-grens").hidden = !near;
  byId("legenda-grens").replaceChildren(
    svg(
      "svg",
      { "aria-hidden": "true" },
      ...[klassen[middle ?? 1].kleur, DOTS].map((fill) => svg("rect", { width: "100%", height: "100%", fill })),
    ),
    el("span", {}, grens?.label ?? ""),
    count(near, known),
  );
  const weighed = data.zonder_vergrijzing?.weergaven[state.weergave] ? "zonder" : state.weergave === "zekerheid" && "met";
  const ageing = state.zondervergrijzing && weighed && t(`${weighed}_vergrijzing_noot`);
  const source = [bron && t("bron", { bron }), jaar, schatting && t("schatting")].filter(Boolean).join(" · ");
  const shown = [sayFilters(), ageing, referentie, source].filter(Boolean);
  byId("legenda-bron").replaceChildren(...shown.flatMap((line) => [el("span", {}, line), el("br")]));
}

/** The signs on the map that are the same in every view. */
export function buildKey() {
  const mark = (name) => el("span", { class: name, "aria-hidden": "true" });
  const looks = new Set(data.projecten.flatMap((project) => spotsOf(project).map(({ look }) => look)));
  const rows = [
    data.focusgebieden.some(({ deel }) => !deel) && ["lijn", "focusgebied_sleutel"],
    data.focusgebieden.some(({ deel }) => deel) && ["lijn deel", "focusgebied_deel"],
    looks.has("punt") && ["speld punt", "project_punt"],
    looks.has("ring") && ["speld ring", "project_ring"],
    looks.has("streep") && ["speld streep", "project_streep"],
  ];
  byId("legenda-tekens").append(...rows.filter(Boolean).map(([name, key]) => el("li", {}, mark(name), t(key))));
  byId("legenda-tekens").closest(".sleutel").hidden = !rows.some(Boolean);
}

onChange(LOOKS, drawLegend);
