// The row of views, the two shapes, and what opens under "Meer".

import { data, t } from "./data.js";
import { button, byId, el } from "./dom.js";
import { buildMore } from "./more.js";
import { change, onChange, state } from "./state.js";

const MOST = 6; // themes that have a place in the row

const groupOf = (id) => data.groepen.find((group) => group.id === id)?.weergaven ?? [];
const themes = data.themas.map(({ id }) => id).filter((id) => id in data.weergaven);
const shownThemes = themes.slice(0, MOST);
const people = groupOf("mensen").slice(0, 1);

/** The views of the row with their names there. */
const row = [
  ["stapeling", t("samen")],
  ...shownThemes.map((id) => [id, data.themas.find((theme) => theme.id === id).naam]),
  ...people.map((id) => [id, t("mensen")]),
];

/** A button that chooses a view. */
export const viewButton = (id, label) =>
  button({ "data-weergave": id, "aria-pressed": "false", onclick: () => change({ weergave: id }) }, label);

export function buildViews() {
  const more = button(
    { id: "meer-knop", "aria-expanded": "false", "aria-controls": "meer", onclick: () => openMore(byId("meer").hidden) },
    `${t("meer")} ▾`,
  );
  byId("weergaven").append(...row.map(([id, label]) => viewButton(id, label)), more);
  buildMore(new Set(row.map(([id]) => id)), viewButton);
  const shapes = Object.keys(data.vormen);
  byId("vormen").hidden = shapes.length < 2;
  const look = (id) => button({ "data-vorm": id, onclick: () => change({ vorm: id }) }, t(`vorm_${id}`));
  byId("vormen").append(...shapes.map(look));
  document.addEventListener("click", ({ target }) => {
    if (!byId("meer").contains(target) && target.closest("#meer-knop") === null && target.isConnected) openMore(false);
  });
}

/** Open or close what is under "Meer". */
export function openMore(open) {
  byId("meer").hidden = !open;
  byId("meer-knop").setAttribute("aria-expanded", String(open));
  if (open) byId("meer").querySelector("button, input, select, a")?.focus();
}

export function drawViews() {
  for (const node of document.querySelectorAll("[data-weergave]")) {
    node.setAttribute("aria-pressed", String(node.dataset.weergave === state.weergave));
  }
  for (const node of document.querySelectorAll("button[data-vorm]")) {
    node.setAttribute("aria-pressed", String(node.dataset.vorm === state.vorm));
  }
  const inRow = row.some(([id]) => id === state.weergave);
  byId("meer-knop").classList.toggle("aan", !inRow);
  byId("meer-knop").textContent = `${inRow ? t("meer") : data.weergaven[state.weergave].label} ▾`;
}

onChange(["weergave", "vorm"], drawViews);
onChange(["weergave"], () => openMore(false));
