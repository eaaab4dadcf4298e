// Search: buurten by any name that people use, focus areas, projects and places; typing errors are forgiven.

import { byCode, byNumber, collator, data, dutch, t } from "./data.js";
import { button, byId, el, goTo } from "./dom.js";
import { stadsdelen, wijken } from "./filters.js";
import { bringIntoSight } from "./map.js";
import { fits, prepare, rank } from "./match.js";
import { change, choose, onChange, state } from "./state.js";

const MOST = 6; // rows

/** Choose a buurt from a list and bring it into sight. */
export function show(code, more = {}) {
  choose(code, more);
  bringIntoSight([code]);
}

/** A button that chooses a buurt. */
export const link = (code, text) => button({ class: "schakel", lang: dutch, onclick: () => show(code) }, text);

const under = (kind, ...rest) => [t(`soort_${kind}`), ...rest.filter(Boolean)].join(" · ");

/** Everything that can be found: a name, what it is, how late it comes among equals, and what choosing it does. */
const listEntries = () => [
  ...data.buurten.flatMap((buurt) => {
    const cbs = buurt.naam === buurt.roepnaam ? buurt.wijk : t("cbs_naam", { naam: buurt.naam });
    const areas = data.focusgebieden.filter(({ buurten }) => buurten.includes(buurt.code)).map(({ naam }) => naam);
    const names = [...new Set([buurt.roepnaam, buurt.naam, ...buurt.zoek])].filter((name) => name === buurt.roepnaam || !areas.includes(name));
    return names.map((name) => ({
      name: buurt.roepnaam,
      sought: name,
      under: under("buurt", cbs, name !== buurt.roepnaam && name !== buurt.naam && t("ook", { naam: name })),
      late: name === buurt.roepnaam ? 0 : 0.2,
      key: buurt.code,
      take: () => show(buurt.code),
    }));
  }),
  ...data.focusgebieden
    .filter(({ deel, buurten }) => deel || buurten.length > 1)
    .map((area) => ({
      name: area.naam,
      sought: area.naam,
      under: under("focusgebied", area.deel && area.buurten[0] && t("deel_van", { naam: byCode.get(area.buurten[0]).naam })),
      late: 0.1,
      key: `f${area.naam}`,
      take: () => area.buurten[0] && show(area.buurten[0], { focus: area.naam }),
    })),
  ...data.projecten.map((project) => ({
    name: project.naam,
    sought: project.naam,
    under: under("project", project.euro),
    late: 4,
    key: `p${project.nr}`,
    take: () => showProject(project.nr),
  })),
  ...[...wijken.map(([value, name]) => ["wijk", value, name]), ...stadsdelen.map(([value, name]) => ["stadsdeel", value, name])].map(([kind, value, name]) => ({
    name,
    sought: name,
    under: under(kind),
    late: 5,
    key: `${kind}${value}`,
    take: () => showArea(kind, value),
  })),
  ...data.projecten
    .filter(({ plaats, buurten }) => plaats && buurten.length)
    .map((project) => ({
      name: project.plaats,
      sought: project.plaats,
      under: under("plaats", project.naam),
      late: 6,
      key: `p${project.nr}`,
      take: () => showProject(project.nr),
    })),
];

/** A project of a buurt opens that buurt; one of the whole city its place in the list of projects. */
export function showProject(nr) {
  const [first] = byNumber.get(nr).buurten;
  if (first) show(first.code, { project: nr });
  else {
    change({ project: nr });
    goTo(byId("projecten"));
  }
}

function showArea(kind, value) {
  change({ buurt: null, focus: "", vergelijk: [], wijk: "", stadsdeel: "", [kind]: value });
  bringIntoSight(data.buurten.filter((buurt) => (kind === "wijk" ? buurt.wijkcode : buurt.stadsdeel) === value).map(({ code }) => code));
  byId("lijst").focus({ preventScroll: true });
}

let sorted = null; // by name, once someone searches

function find(text) {
  const wanted = prepare(text);
  sorted ??= listEntries().sort((a, b) => collator.compare(a.name, b.name));
  const ranked = sorted
    .map((entry) => ({ entry, order: rank(wanted, entry.sought) }))
    .filter(({ order }) => fits(order))
    .map(({ entry, order }) => ({ entry, order: order + entry.late }))
    .sort((a, b) => a.order - b.order);
  const seen = new Set();
  return ranked.map(({ entry }) => entry).filter(({ key }) => !seen.has(key) && seen.add(key));
}

/** The nearest names to one that fits nothing. */
function suggest(text) {
  const parts = text.trim();
  for (let length = parts.length - 1; length >= 3; length -= 1) {
    const found = find(parts.slice(0, length));
    if (found.length) return found.slice(0, 2).map(({ name }) => name);
  }
  return [];
}

export function buildSearch() {
  const input = byId("zoek");
  const list = byId("zoek-lijst");
  let active = -1;
  let found = [];

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function open() {
    found = input.value.trim() ? find(input.value).slice(0, MOST) : [];
    list.replaceChildren(
      ...found.map((entry, at) =>
        el(
          "li",
          { role: "option", id: `keus-${at}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => take(entry) },
          el("span", { class: "wat", lang: dutch }, entry.name),
          el("span", { class: "soort" }, entry.under),
        ),
      ),
    );
    active = -1;
    list.hidden = !found.length;
    const nothing = input.value.trim() && !found.length;
    byId("zoek-niets").hidden = !nothing;
    const near = nothing ? suggest(input.value) : [];
    byId("zoek-niets").textContent = nothing ? [t(data.projecten.length ? "zoek_niets" : "zoek_niets_zonder"), near.length && t("bedoelt_u", { namen: near.join(t("of")) })].filter(Boolean).join(" ") : "";
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (list.hidden) open();
    const items = [...list.children];
    if (!items.length) return;
    active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  function take(entry) {
    input.value = "";
    close();
    entry.take();
  }

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", () => {
    close();
    byId("zoek-niets").hidden = true;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      if (!list.hidden && found.length) take(found[Math.max(active, 0)]);
    } else if (event.key === "Escape" && (!list.hidden || input.value)) {
      event.stopPropagation();
      input.value = "";
      byId("zoek-niets").hidden = true;
      close();
    }
  });
}

/** The focus areas as buttons: each opens its own buurt, under its own name. */
export function buildFocus() {
  const row = byId("focusrij");
  row.hidden = !data.focusgebieden.length;
  if (row.hidden) return;
  row.setAttribute("aria-label", t("focusgebieden"));
  row.append(el("span", { "aria-hidden": "true" }, `${t("focusgebieden")}:`));
  for (const { naam, buurten, deel } of data.focusgebieden.filter((area) => area.buurten.length)) {
    const open = () => show(buurten[0], { focus: naam });
    row.append(button({ class: deel ? "pil deel" : "pil", lang: dutch, "data-focus": naam, "aria-pressed": "false", onclick: open }, naam));
  }
}

export function drawFocus() {
  for (const node of byId("focusrij").querySelectorAll("[data-focus]")) {
    const { buurten, deel } = data.focusgebieden.find(({ naam }) => naam === node.dataset.focus);
    const chosen = node.dataset.focus === state.focus || (!state.focus && !deel && buurten.includes(state.buurt));
    node.setAttribute("aria-pressed", String(chosen));
  }
}

onChange(["buurt", "focus"], drawFocus);
