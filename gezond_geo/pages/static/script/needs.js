// What happens in a buurt already: projects beside the need that they are for, and needs without one in plain sight.

import { byNumber, data, dutch, t } from "./data.js";
import { button, byId, el, goTo, icon } from "./dom.js";
import { state, themesOf } from "./state.js";

const CERTAINTIES = ["naam", "document", "bron", "punt", "vlak", "adres", "waarschijnlijk"];
const NAMED = 2; // projects for the whole gemeente that are named

/** How sure a place is, in words. */
export const certainty = (word, part = false) =>
  [CERTAINTIES.includes(word) ? t(`zeker_${word}`) : word, part && t("deel_van_buurt")].filter(Boolean).join(", ");

const noted = (text, note) => text && (note ? t("afgeleid", { tekst: text }) : text);

/** The themes that a project is for, and whether that is an estimate; empty where it is not known. */
export const purpose = ({ voor, voor_noot }) => voor.length > 0 && t(voor_noot ? "inschatting" : "voor_themas", { themas: voor.map(nameOf).join(", ") });

/** Needs without a project; where it is not known what a project in the buurt is for, there is no gap. */
export const gapsOf = ({ behoeften }) => behoeften.filter(({ projecten, onbekend }) => !projecten.length && !onbekend).map(({ thema }) => thema);

/** What there is to know of a project, folded under its name. */
export function projectFacts(project, buurtcode = null) {
  const here = project.buurten.find(({ code }) => code === buurtcode);
  const related = project.verwant.map((nr) => byNumber.get(nr)?.naam).filter(Boolean);
  const rows = [
    [t("project_soort"), [noted(project.dimensie, project.dimensie_noot), noted(project.thema, project.thema_noot)]],
    [t("project_voor"), [purpose(project) || t("niet_bekend")]],
    [t("project_groep"), [project.doelgroep]],
    [t("project_status"), [project.status]],
    [t("project_plek"), [project.plaats, here && certainty(here.zekerheid, here.deel)]],
    [t("project_geld"), [here && here.euro !== project.euro ? here.euro : project.euro]],
    [t("project_verwant"), [related.join(", ")]],
    [t("project_gedaan"), [project.gedaan.join("; ") || t("niet_opgeschreven")]],
  ];
  const shown = rows.map(([label, parts]) => [label, parts.filter(Boolean).join(" · ")]).filter(([, text]) => text);
  return el("dl", { class: "feitenlijst" }, ...shown.flatMap(([label, text]) => [el("dt", {}, label), el("dd", { lang: dutch }, text)]));
}

/** A theme as it stands in a sentence. */
export const nameOf = (theme) => data.themas.find(({ id }) => id === theme)?.naam.toLowerCase() ?? theme;

function projectLine(nr, buurt) {
  const project = byNumber.get(nr);
  const others = project.buurten.filter(({ code }) => code !== buurt.code).map(({ naam }) => naam);
  const probable = project.buurten.some(({ code, zekerheid }) => code === buurt.code && zekerheid === "waarschijnlijk");
  const facts = el("div", { class: "ontvouwd", hidden: "" });
  const open = (show) => {
    if (show && !facts.childNodes.length) facts.append(projectFacts(project, buurt.code));
    facts.hidden = !show;
    head.setAttribute("aria-expanded", String(show));
  };
  const head = button({ class: "schakel", lang: dutch, "aria-expanded": "false", onclick: () => open(facts.hidden) }, project.naam);
  if (state.project === nr) open(true);
  const small = [others.length && t("samen_met", { buurten: listNames(others) }), probable && t("plaats_waarschijnlijk"), project.plaats];
  return el(
    "li",
    { class: state.project === nr ? "gekozen" : null },
    el("p", {}, head, `, ${project.euro}`),
    el("p", { class: "klein", lang: dutch }, small.filter(Boolean).join(" · ")),
    facts,
  );
}

/** Names in a row, with the word for and before the last. */
export const listNames = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")}${t("en")}${names.at(-1)}` : names[0]);

const projectList = (numbers, buurt) => el("ul", {}, ...numbers.map((nr) => projectLine(nr, buurt)));
const row = (head, ...body) => el("div", { class: "nood" }, el("h3", {}, ...head), el("div", {}, ...body));

function needRow({ thema, projecten }, buurt) {
  const theme = themesOf().find(({ id }) => id === thema);
  const body = projecten.length ? projectList(projecten, buurt) : el("p", { class: "gat" }, t(buurt.projecten.length ? "niet_genoemd" : "nog_geen_project"));
  return row(theme ? [icon(theme.id), theme.naam] : [t("anders")], body);
}

/** Projects of which it is not known what they are for, and the needs that they may or may not serve. */
function unknownRow(needs, buurt) {
  const themes = needs.filter(({ thema }) => thema).map(({ thema }) => nameOf(thema));
  const silent = needs.filter(({ thema }) => !thema).flatMap(({ projecten }) => projecten);
  const note = themes.length > 0 && el("p", { class: "gat onbekend" }, t("project_onbekend", { themas: listNames(themes) }));
  return row([t("onbekend_kop")], ...[silent.length > 0 && projectList(silent, buurt), note].filter(Boolean));
}

function needRows(buurt) {
  const unknown = buurt.behoeften.filter(({ onbekend }) => onbekend);
  const rows = buurt.behoeften.filter(({ onbekend }) => !onbekend).map((need) => needRow(need, buurt));
  return unknown.length ? [...rows, unknownRow(unknown, buurt)] : rows;
}

/** Projects for the whole gemeente or for a group: those that may serve a gap are named. */
function wideLine(gaps) {
  const all = data.projecten.filter(({ gebied, zonder_plaats }) => !gebied && !zonder_plaats);
  if (!all.length) return null;
  const fitting = all.filter(({ voor }) => voor.some((theme) => gaps.includes(theme))).slice(0, NAMED);
  const named = fitting.map(({ naam, euro, voor }) => `${naam} (${t("voor_kort", { themas: voor.filter((one) => gaps.includes(one)).map(nameOf).join(", ") })}, ${euro})`);
  const rest = all.length - fitting.length;
  const more = rest ? button({ class: "schakel", onclick: () => goTo(byId("projecten")) }, fitting.length ? t("andere_projecten", { aantal: rest }) : t("aantal_projecten", { aantal: rest })) : null;
  return el(
    "p",
    { class: "ook" },
    `${t("voor_heel", { gemeente: data.gemeente.naam })}: `,
    ...[el("span", { lang: dutch }, named.join(", ")), named.length && more ? t("en") : null, more].filter(Boolean),
    `. ${t("onze_inschatting")}`,
  );
}

/** Projects and gaps of a buurt. */
export function needsSection(buurt) {
  if (!data.projecten.length) return null;
  const gaps = gapsOf(buurt);
  return el(
    "section",
    { class: "gebeurt" },
    el("h2", {}, t("wat_gebeurt")),
    ...(buurt.behoeften.length ? needRows(buurt) : [el("p", { class: "nood leeg" }, t("geen_project_hier"))]),
    wideLine(gaps),
  );
}

/** The same in one line, for the sheet on a phone. */
export function needsLine(buurt) {
  if (!data.projecten.length) return null;
  const count = buurt.projecten.length;
  const gaps = gapsOf(buurt).map(nameOf);
  const unknown = buurt.behoeften.filter(({ thema, onbekend }) => thema && onbekend).map(({ thema }) => nameOf(thema));
  const first = count === 1 ? t("een_project") : t("aantal_projecten", { aantal: count });
  const sums = buurt.projecten.map(({ nr }) => byNumber.get(nr).euro);
  return el(
    "p",
    { class: "projectregel" },
    ...(count ? [el("b", {}, first), count === 1 ? `, ${sums[0]}. ` : ". "] : []),
    ...(gaps.length ? [el("b", {}, t("nog_geen_project_kort")), ` ${t("voor_themas", { themas: listNames(gaps) })}.`] : []),
    ...(unknown.length ? [t("project_onbekend", { themas: listNames(unknown) })] : []),
  );
}

