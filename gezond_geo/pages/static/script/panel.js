// The panel: one buurt, first its real figures, then what they mean.

import { byNumber, data, dutch, t } from "./data.js";
import { announce, byId, el, points } from "./dom.js";
import { buurtOf, change, MOST_COMPARED, onChange, shortValue, state } from "./state.js";
import { link } from "./search.js";

const section = (title, ...content) => [el("h3", {}, title), ...content];

/** A sentence with the number that it opens with in bold. */
function sentence(text, behind) {
  const opening = /^(?:€\s*)?\d(?:[\d.,\s]*\d)?(?:\s*%)?/.exec(text)?.[0] ?? "";
  return el("p", { class: "tekst" }, el("strong", {}, opening), text.slice(opening.length), behind);
}

/** Where a buurt stands between favourable and unfavourable, with its wijk, the gemeente and the country. */
export function bar(figure, buurt) {
  const { vergelijk, wijken } = data.indicatoren[figure.id];
  const marks = [
    ...vergelijk.map(({ naam, positie }) => [naam === data.gemeente.naam ? "gemeente" : "land", positie]),
    ["wijk", wijken[buurt.wijkcode]?.positie ?? null],
    ["buurt", figure.positie],
  ];
  const signs = marks
    .filter(([, positie]) => positie !== null)
    .map(([kind, positie]) => {
      const sign = el("span", { class: kind });
      sign.style.left = `${positie}%`;
      return sign;
    });
  return el("div", { class: "balk", role: "img", "aria-label": figure.woorden || t("positie", { plaats: Math.round(figure.positie) }) }, ...signs);
}

/** What the left and right end of the bars below mean. */
export function scale(theme) {
  const ends = data.weergaven[theme]?.schaal;
  if (!ends) return null;
  const said = [ends[0], t("midden"), ends[1]];
  return el("p", { class: "as", "aria-hidden": "true" }, ...said.map((word) => el("span", {}, word)));
}

/** The values to compare a figure with. */
function compared(figure, buurt) {
  const { vergelijk, wijken } = data.indicatoren[figure.id];
  const wijk = wijken[buurt.wijkcode];
  return [...(wijk ? [`${t("wijk")} ${wijk.waarde}`] : []), ...vergelijk.map(({ naam, waarde }) => `${naam} ${waarde}`)].join(" · ");
}

export const headingOf = (theme) => (theme === "bekijken" ? data.groepen.find(({ id }) => id === theme) : data.weergaven[theme])?.label ?? theme;

/** Figures by theme, in order. */
export function byTheme(figures) {
  const themes = new Map();
  for (const figure of figures) {
    const { thema } = data.indicatoren[figure.id];
    themes.set(thema, [...(themes.get(thema) ?? []), figure]);
  }
  return [...themes];
}

function figures(buurt) {
  return byTheme(buurt.cijfers).flatMap(([theme, rows]) => {
    const sources = rows.map((row) => (row.van_wijk ? `${data.indicatoren[row.id].bron}, ${t("hele_wijk")}` : data.indicatoren[row.id].bron));
    const shared = sources.every((source) => source === sources[0]) ? sources[0] : null;
    return [
      el("h4", {}, headingOf(theme), shared ? el("span", {}, shared) : null),
      rows.some(({ positie }) => positie !== null) ? scale(theme) : null,
      ...rows.map((row, at) =>
        el(
          "div",
          { class: "cijfer" },
          sentence(
            data.indicatoren[row.id].zin.replace("{}", () => row.waarde),
            row.mensen ? el("span", { class: "mensen" }, ` (${row.mensen})`) : null,
          ),
          el("p", { class: "vergelijk" }, [compared(row, buurt), shared ? null : sources[at]].filter(Boolean).join(" · ")),
          row.positie === null ? null : bar(row, buurt),
          row.woorden ? el("p", { class: "woorden" }, row.woorden) : null,
        ),
      ),
    ];
  });
}

/** What the signs in the bars are. */
export function barKey() {
  const sign = (kind, text) => el("span", {}, el("i", { class: kind, "aria-hidden": "true" }), text);
  const told = Object.values(data.indicatoren);
  const wijk = told.some(({ wijken }) => Object.keys(wijken).length);
  const names = new Set(told.flatMap(({ vergelijk }) => vergelijk.map(({ naam }) => naam)));
  const land = [...names].find((naam) => naam !== data.gemeente.naam);
  return el(
    "p",
    { class: "balksleutel", "aria-hidden": "true" },
    sign("buurt", t("deze_buurt")),
    wijk ? sign("wijk", t("wijk")) : null,
    names.has(data.gemeente.naam) ? sign("gemeente", data.gemeente.naam) : null,
    land ? sign("land", land) : null,
  );
}

function voice({ tekst, bron, datum }) {
  return el(
    "blockquote",
    { lang: dutch },
    el("p", {}, tekst),
    el("p", { class: "klein" }, [bron, datum].filter(Boolean).join(", ")),
  );
}

const CERTAINTIES = ["naam", "document", "bron", "punt", "waarschijnlijk"];

/** How sure a place is, in words. */
export const certainty = (word, part = false) =>
  [CERTAINTIES.includes(word) ? t(`zeker_${word}`) : word, part && t("deel_van_buurt")].filter(Boolean).join(", ");

export const numberOf = (nr) => el("span", { class: "nummer" }, String(nr));

function money(buurt) {
  const rows = buurt.projecten.map(({ nr, euro, zekerheid }) => {
    const title = el("span", { class: "titel", lang: dutch }, byNumber.get(nr)?.naam ?? "");
    const head = el(
      "button",
      { type: "button", class: "project-kop", onclick: () => change({ project: nr, tab: "projecten" }) },
      numberOf(nr),
      title,
      el("span", { class: "bedrag" }, euro),
    );
    const part = byNumber.get(nr)?.buurten.find(({ code }) => code === buurt.code)?.deel;
    return el("li", {}, head, el("p", { class: "klein project-rest" }, certainty(zekerheid, part)));
  });
  const wide = data.projecten.filter(({ gebied }) => !gebied);
  return [
    el("p", { class: "klein" }, t("alleen_gebied")),
    rows.length ? el("ul", { class: "projecten" }, ...rows) : null,
    ...buurt.euro.map((line) => el("p", { class: "klein" }, line)),
    wide.length
      ? el(
          "details",
          { class: "stedelijk" },
          el("summary", {}, t("voor_iedereen", { aantal: wide.length })),
          el("ul", { class: "punten", lang: dutch }, ...wide.map(({ naam, doelgroep }) => el("li", {}, [naam, doelgroep].filter(Boolean).join(" · ")))),
        )
      : null,
  ].filter(Boolean);
}

function compareButton(code) {
  const listed = state.vergelijk.includes(code);
  if (!listed && state.vergelijk.length >= MOST_COMPARED) return el("p", { class: "klein" }, t("vergelijk_vol"));
  const other = listed ? state.vergelijk.filter((one) => one !== code) : [...state.vergelijk, code];
  return el(
    "button",
    {
      type: "button",
      class: "knop smal",
      id: "vergelijk-knop",
      onclick: () => {
        change({ vergelijk: other, tab: other.length > 1 && !listed ? "vergelijk" : "buurt" });
        if (other.length <= 1 || listed) byId("vergelijk-knop")?.focus();
      },
    },
    t(listed ? "vergelijk_uit" : "vergelijk"),
  );
}

function describe(buurt) {
  const deel = buurt.stadsdeel && [t("stadsdeel_van", { naam: buurt.stadsdeel }), buurt.stadsdeel_noot && `(${buurt.stadsdeel_noot})`];
  const where = [buurt.wijk, deel && deel.filter(Boolean).join(" ")].filter(Boolean).join(" · ");
  const sources = [...new Set(buurt.cijfers.map(({ id }) => data.indicatoren[id].bron))];
  const stacked = buurt.stapelt.length
    ? points("stapelt", buurt.stapelt)
    : buurt.gestapeld === null
      ? null
      : el("p", {}, t("niets_stapelt"));
  return [
    el("h2", { lang: dutch }, buurt.naam),
    where ? el("p", { class: "ligging", lang: dutch }, where) : null,
    el("ul", { class: "feiten" }, ...buurt.kop.map((fact) => el("li", {}, fact))),
    buurt.redenen.length
      ? el("ul", { class: "let-op", lang: dutch }, ...buurt.redenen.map((reason) => el("li", {}, reason)))
      : null,
    compareButton(buurt.code),
    ...(buurt.cijfers.length
      ? section(t("cijfers"), barKey(), el("div", { class: "cijfers" }, ...figures(buurt)))
      : []),
    ...(buurt.goed.length ? section(t("wat_gunstigst_staat"), points("goed", buurt.goed)) : []),
    ...(stacked ? section(t("wat_stapelt"), stacked) : []),
    buurt.samenvatting ? el("p", { class: "samenvatting" }, buurt.samenvatting) : null,
    state.zondervergrijzing && buurt.samenvatting ? el("p", { class: "klein" }, t("zonder_vergrijzing_noot")) : null,
    ...(buurt.waarom ? section(t("waarom"), el("p", { lang: dutch }, buurt.waarom)) : []),
    ...(buurt.zekerheid.length && !state.zondervergrijzing
      ? section(t("hoe_zeker"), points("zeker", buurt.zekerheid))
      : []),
    ...(buurt.focusgebied ? section(t("focusgebied"), el("p", { lang: dutch }, buurt.focusgebied)) : []),
    ...(buurt.duiding.length ? section(t("wie_kent"), ...buurt.duiding.map(voice)) : []),
    ...(data.projecten.length ? section(t("projecten_geld"), ...money(buurt)) : []),
    ...(sources.length
      ? section(
          t("bronnen_cijfers"),
          el("ul", { class: "klein", lang: dutch }, ...sources.map((text) => el("li", {}, text))),
        )
      : []),
  ].filter(Boolean);
}

function describeStart() {
  const other = state.zondervergrijzing ? data.zonder_vergrijzing : null;
  const figuresOf = (area, at) => other?.focusgebieden[at] ?? area.cijfers;
  const difference = (other ?? data).focus_verschil;
  return [
    el("h2", {}, t("kies_buurt")),
    el("ol", { class: "stappen" }, ...[1, 2, 3].map((step) => el("li", {}, t(`stap_${step}`)))),
    ...(data.focusgebieden.length ? [el("h3", {}, t("begin_focus"))] : []),
    ...data.focusgebieden.map((area, at) =>
      el(
        "div",
        { class: "begin", lang: dutch },
        el("div", { class: "rij" }, ...area.buurten.map((code) => link(code, area.naam))),
        ...[[area.aangewezen, ...figuresOf(area, at)].join(" "), area.noot]
          .filter(Boolean)
          .map((text) => el("p", { class: "klein" }, text)),
      ),
    ),
    difference ? el("p", { class: "klein", lang: dutch }, difference) : null,
    other && data.focusgebieden.length ? el("p", { class: "klein" }, t("zonder_vergrijzing_noot")) : null,
  ].filter(Boolean);
}

export function drawPanel() {
  const panel = byId("vak-buurt");
  panel.classList.toggle("leeg", !state.buurt);
  panel.replaceChildren(...(state.buurt ? describe(buurtOf(state.buurt)) : describeStart()));
}

onChange(["buurt", "vergelijk", "zondervergrijzing"], drawPanel);
onChange(["buurt"], () => {
  byId("vak-buurt").scrollTop = 0;
  if (state.buurt) announce(t("gekozen", { naam: buurtOf(state.buurt).naam, waarde: shortValue(state.buurt) }));
});
