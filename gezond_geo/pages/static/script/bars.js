// Where a buurt stands: on a theme, beside the gemeente and the country, and on each of its figures.

import { data, t } from "./data.js";
import { button, el, icon, svg } from "./dom.js";
import { themesOf, titleOf } from "./state.js";

const LEFT = 6; // where the scale begins, of 164 wide
const LONG = 152;
const FROM = 80; // place from which a theme counts
const at = (place) => (LEFT + (LONG * place) / 100).toFixed(1);

/** The bar of a theme: here, the gemeente, the middle, and from where it counts. */
export function themeBar({ plaats, vijfde, telt }, gemeente) {
  const tone = telt ? "telt" : "";
  const here =
    vijfde === null
      ? [svg("circle", { class: `hier ${tone}`, cx: at(plaats), cy: 13, r: 6.3 })]
      : [svg("rect", { class: `hier ${tone}`, x: at(20 * vijfde), y: 8, width: LONG / 5, height: 10, rx: 3 })];
  const x = Number(at(gemeente));
  return svg(
    "svg",
    { class: "themabalk", viewBox: "0 0 164 26", "aria-hidden": "true" },
    svg("rect", { class: "baan", x: LEFT, y: 9, width: LONG, height: 8, rx: 1 }),
    svg("rect", { class: "zone", x: at(FROM), y: 9, width: LONG * 0.2, height: 8 }),
    svg("path", { class: "grens", d: `M${at(FROM)} 9v8` }),
    svg("path", { class: "midden", d: "M82 4V22" }),
    ...(gemeente === null ? [] : [svg("path", { class: "ruit", d: `M${(x - 5).toFixed(1)} 13l5-5 5 5-5 5z` })]),
    ...here,
  );
}

/** One theme: its bar, and a button that unfolds its figures. */
function themeRow(buurt, place, theme, unfold) {
  const known = place.plaats !== null || place.vijfde !== null;
  const body = el("div", { class: "ontvouwd", hidden: "" });
  const head = button(
    {
      class: place.telt ? "th aan" : "th",
      "aria-expanded": "false",
      onclick: () => {
        const open = body.hidden;
        if (open && !body.childNodes.length) body.append(...unfold(theme.id));
        body.hidden = !open;
        head.setAttribute("aria-expanded", String(open));
      },
    },
    el("b", {}, icon(theme.id), el("span", {}, theme.naam)),
    known ? themeBar(place, theme.gemeente) : el("span", { class: "zonder-balk", "aria-hidden": "true" }),
    el(
      "span",
      { class: "w" },
      el("strong", {}, known ? place.deel + (place.twijfel ? " ±" : "") : t("niet_gemeten")),
      el("span", {}, known ? theme.beter : ""),
      place.telt ? el("span", { class: "alleen-voorlezen" }, `, ${t("telt_mee_kort")}`) : null,
    ),
  );
  return [head, body];
}

/** The themes with their bars, and what the signs in them are; `unfold` gives the figures of a theme. */
export function themeBars(buurt, unfold) {
  const { kop, kort, midden, midden_kort } = data.vergelijking;
  const sign = (mark, text, kind) => el("span", { class: kind }, el("i", { "aria-hidden": "true" }, mark), ` ${text}`);
  const rows = themesOf().map((theme) => [buurt.plaatsen.find(({ thema }) => thema === theme.id), theme]);
  return el(
    "section",
    { class: "themas" },
    el("h2", {}, kop),
    el(
      "p",
      { class: "tk lang" },
      sign("●", data.focusgebieden.some(({ naam, deel }) => deel && naam === titleOf(buurt.code)) ? buurt.roepnaam : titleOf(buurt.code)),
      data.gemeente.naam === midden ? null : sign("◇", data.gemeente.naam),
      sign("|", midden, "nl"),
      sign("", t("telt_mee_kort"), "vak"),
    ),
    el("p", { class: "tk kort" }, el("span", {}, kort), sign("●", t("hier_kort")), data.gemeente.naam === midden ? null : sign("◇", data.gemeente.naam), sign("|", midden_kort, "nl")),
    ...rows.flatMap(([place, theme]) => themeRow(buurt, place, theme, unfold)),
  );
}

// ---------------------------------------------------------------- figures one by one

/** Where a buurt stands between favourable and unfavourable, with its wijk, the gemeente and the country. */
export function figureBar(figure, wijkcode) {
  const { vergelijk, wijken } = data.indicatoren[figure.id];
  const marks = [
    ...vergelijk.map(({ naam, positie }) => [naam === data.gemeente.naam ? "gemeente" : "land", positie]),
    ["wijk", wijken[wijkcode]?.positie ?? null],
    ["buurt", figure.positie],
  ];
  const signs = marks
    .filter(([, positie]) => positie !== null)
    .map(([kind, positie]) => {
      const sign = el("span", { class: kind });
      sign.style.left = `${positie}%`;
      return sign;
    });
  const said = figure.woorden || t("positie", { plaats: Math.round(figure.positie) });
  return el("div", { class: "balk", role: "img", "aria-label": said }, ...signs);
}

/** A sentence with the number that it opens with in bold. */
function sentence(text, behind) {
  const opening = /^(?:€\s*)?\d(?:[\d.,\s]*\d)?(?:\s*%)?/.exec(text)?.[0] ?? "";
  return el("p", { class: "tekst" }, el("strong", {}, opening), text.slice(opening.length), behind);
}

/** The values to compare a figure with. */
function compared(figure, buurt) {
  const { vergelijk, wijken } = data.indicatoren[figure.id];
  const wijk = wijken[buurt.wijkcode];
  return [...(wijk ? [`${t("wijk")} ${wijk.waarde}`] : []), ...vergelijk.map(({ naam, waarde }) => `${naam} ${waarde}`)].join(" · ");
}

export const headingOf = (theme) =>
  theme === "bekijken"
    ? (data.groepen.find(({ id }) => id === theme)?.label ?? theme)
    : (data.themas.find(({ id }) => id === theme)?.naam ?? data.weergaven[theme]?.label ?? theme);

/** Figures by theme, in order. */
export function byTheme(figures) {
  const themes = new Map();
  for (const figure of figures) {
    const { thema } = data.indicatoren[figure.id];
    themes.set(thema, [...(themes.get(thema) ?? []), figure]);
  }
  return [...themes];
}

/** What the left and right end of the bars below mean. */
function scale(theme) {
  const ends = data.weergaven[theme]?.schaal;
  if (!ends) return null;
  return el("p", { class: "as", "aria-hidden": "true" }, ...[ends[0], t("midden"), ends[1]].map((word) => el("span", {}, word)));
}

/** The figures of a theme, or of all of them: the real value first. */
export function figureRows(buurt, only = null) {
  return byTheme(buurt.cijfers)
    .filter(([theme]) => only === null || theme === only)
    .flatMap(([theme, rows]) => {
      const sources = rows.map((row) => (row.van_wijk ? `${data.indicatoren[row.id].bron}, ${t("hele_wijk")}` : data.indicatoren[row.id].bron));
      const shared = sources.every((source) => source === sources[0]) ? sources[0] : null;
      return [
        only === null ? el("h3", {}, headingOf(theme)) : null,
        shared ? el("p", { class: "klein" }, t("bron", { bron: shared })) : null,
        rows.some(({ positie }) => positie !== null) ? scale(theme) : null,
        ...rows.map((row, place) =>
          el(
            "div",
            { class: "cijfer" },
            sentence(
              data.indicatoren[row.id].zin.replace("{}", () => row.waarde),
              row.mensen ? el("span", { class: "mensen" }, ` (${row.mensen})`) : null,
            ),
            el("p", { class: "vergelijk" }, [compared(row, buurt), shared ? null : sources[place]].filter(Boolean).join(" · ")),
            row.positie === null ? null : figureBar(row, buurt.wijkcode),
            row.woorden ? el("p", { class: "woorden" }, row.woorden) : null,
          ),
        ),
      ].filter(Boolean);
    });
}

/** What the signs in the bars of figures are. */
export function figureKey() {
  const sign = (kind, text) => el("span", {}, el("i", { class: kind, "aria-hidden": "true" }), text);
  const shown = Object.values(data.indicatoren);
  const names = new Set(shown.flatMap(({ vergelijk }) => vergelijk.map(({ naam }) => naam)));
  const land = [...names].find((naam) => naam !== data.gemeente.naam);
  return el(
    "p",
    { class: "balksleutel", "aria-hidden": "true" },
    sign("buurt", t("deze_buurt")),
    shown.some(({ wijken }) => Object.keys(wijken).length) ? sign("wijk", t("wijk")) : null,
    names.has(data.gemeente.naam) ? sign("gemeente", data.gemeente.naam) : null,
    land ? sign("land", land) : null,
  );
}
