// The projects: a list with filters; a click goes from the list to the map and back.

import { byNumber, collator, data, dutch, t } from "./data.js";
import { announce, byId, dropdown, el, goTo } from "./dom.js";
import { bringIntoSight } from "./map.js";
import { certainty, purpose } from "./needs.js";
import { link } from "./search.js";
import { change, onChange, projectMatches, state } from "./state.js";

const noted = (text, note) => text && (note ? t("afgeleid", { tekst: text }) : text);

const optionsOf = (key) => {
  const found = [...new Set(data.projecten.map((project) => project[key]))].filter(Boolean).sort(collator.compare);
  const mark = (text) => {
    const notes = data.projecten.filter((project) => project[key] === text).map((project) => project[`${key}_noot`]);
    return notes.every(Boolean) || !notes.some(Boolean) ? noted(text, notes[0]) : t("deels_afgeleid", { tekst: text });
  };
  return [["", t("filter_alle")], ...found.map((text) => [text, mark(text)])];
};

function show(nr) {
  change({ project: nr });
  bringIntoSight(byNumber.get(nr).buurten.map(({ code }) => code));
  goTo(byId("kaartvak"));
}

function card(project) {
  const head = [
    el("span", { class: "nummer" }, String(project.nr)),
    el("span", { class: "titel" }, project.naam),
    el("span", { class: "bedrag" }, project.euro),
  ];
  const kinds = [noted(project.dimensie, project.dimensie_noot), noted(project.thema, project.thema_noot)];
  const rest = [kinds, [project.doelgroep, project.status], [project.plaats]]
    .map((parts) => parts.filter(Boolean).join(" · "))
    .filter(Boolean);
  const places = project.buurten.map(({ code, naam, euro, zekerheid, deel }) => {
    const button = link(code, naam);
    button.title = `${euro} · ${certainty(zekerheid, deel)}`;
    return button;
  });
  const kind = { type: "button", class: "project-kop", title: t("toon_op_kaart"), onclick: () => show(project.nr) };
  return el(
    "li",
    { id: `project-${project.nr}`, lang: dutch },
    project.buurten.length ? el("button", kind, ...head) : el("div", { class: "project-kop" }, ...head),
    el(
      "div",
      { class: "project-rest klein" },
      ...rest.map((line) => el("p", {}, line)),
      ...project.gedaan.map((line) => el("p", {}, line)),
      project.voor.length ? el("p", {}, purpose(project)) : null,
      places.length ? el("div", { class: "rij" }, ...places) : null,
    ),
  );
}

export function buildProjects() {
  if (!data.projecten.length) return;
  byId("projecten-kop").textContent = t("naar_projecten", { aantal: data.projecten.length });
  byId("projecten-lijst").append(
    ...[...data.euro_totaal, data.gedaan].map((line) => el("p", { class: "klein" }, line)),
    el(
      "div",
      { class: "velden" },
      dropdown("project-thema", t("filter_thema"), optionsOf("thema"), (projectthema) => change({ projectthema }), dutch),
      dropdown("project-soort", t("filter_dimensie"), optionsOf("dimensie"), (projectsoort) => change({ projectsoort }), dutch),
    ),
    el("p", { id: "project-geen", hidden: "" }, t("geen_projecten")),
    ...[
      ["in_gebied", ({ gebied }) => gebied],
      ["hele_stad", ({ gebied, zonder_plaats }) => !gebied && !zonder_plaats],
      ["zonder_plaats", ({ zonder_plaats }) => zonder_plaats],
    ].map(([key, fits]) =>
      el(
        "div",
        { class: "soort" },
        el("h3", {}, t(key)),
        el("ul", { class: "projecten" }, ...data.projecten.filter(fits).map(card)),
      ),
    ),
  );
}

export function drawProjects() {
  if (!data.projecten.length) return;
  byId("project-thema").value = state.projectthema;
  byId("project-soort").value = state.projectsoort;
  for (const project of data.projecten) {
    const item = byId(`project-${project.nr}`);
    item.hidden = !projectMatches(project);
    item.classList.toggle("aan", project.nr === state.project);
  }
  for (const part of document.querySelectorAll("#projecten .soort")) {
    part.hidden = ![...part.querySelectorAll("li")].some((item) => !item.hidden);
  }
  byId("project-geen").hidden = data.projecten.some(projectMatches);
  if (state.project !== null) announce(t("project_gekozen", { nr: state.project, naam: byNumber.get(state.project).naam }));
}

onChange(["project", "projectthema", "projectsoort"], drawProjects);
