/* global L */
// Choosing what the map shows: view, shape, the switch without ageing, and the background after a click.

import { data, t } from "./data.js";
import { byId, el } from "./dom.js";
import { many, map, shineThrough } from "./map.js";
import { change, onChange, state } from "./state.js";

const shapes = Object.keys(data.vormen);

function radio(name, value, label) {
  const input = el("input", { type: "radio", name, value, onchange: () => change({ [name]: value }) });
  return el("label", { class: "keus" }, input, el("span", {}, label));
}

/** A group of views; the figures one by one are folded away, since there are many. */
function group({ id, label, weergaven }) {
  const choices = weergaven.map((view) => radio("weergave", view, data.weergaven[view].label));
  const heading = el("h3", {}, label);
  if (id !== "cijfers") return el("div", { class: "groep", role: "group", "aria-label": label }, heading, ...choices);
  return el("details", { class: "groep", id: "groep-cijfers" }, el("summary", {}, heading), ...choices);
}

function buildSwitch() {
  if (data.zonder_vergrijzing === null) return [];
  const box = el("input", {
    type: "checkbox",
    id: "zonder-vergrijzing",
    onchange: () => change({ zondervergrijzing: box.checked }),
  });
  const note = el("p", { class: "klein", id: "zonder-noot", hidden: "" }, t("zonder_vergrijzing_noot"));
  onChange(["zondervergrijzing"], () => {
    box.checked = state.zondervergrijzing;
    note.hidden = !state.zondervergrijzing;
  });
  return [el("label", { class: "keus" }, box, el("span", {}, t("zonder_vergrijzing"))), note];
}

export function buildChoice() {
  byId("weergaven").append(...data.groepen.map(group));
  byId("weergaven").firstChild.append(...buildSwitch());
  byId("vormen").hidden = shapes.length < 2;
  byId("vormen").append(...shapes.map((id) => radio("vorm", id, data.vormen[id].label)));
  const button = byId("keuze-knop");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  });
  if (data.achtergrond) buildBackground();
}

export function drawChoice() {
  for (const name of ["weergave", "vorm"]) {
    for (const input of document.getElementsByName(name)) input.checked = input.value === state[name];
  }
  const { weergaven = [] } = data.groepen.find(({ id }) => id === "cijfers") ?? {};
  if (weergaven.includes(state.weergave)) byId("groep-cijfers").open = true;
  byId("keuze-knop").replaceChildren(t("weergave"), el("b", {}, data.weergaven[state.weergave].label));
  byId("keuze-knop").setAttribute("aria-expanded", "false");
  byId("vorm-noot").textContent = [data.vormen[state.vorm].noot, many && t("veel_noot")].filter(Boolean).join(". ");
}

function buildBackground() {
  const { url, bron } = data.achtergrond;
  const host = new URL(url.replace(/[{}]/g, "")).host;
  const escaped = el("span", {}, bron).innerHTML;
  const tiles = L.tileLayer(url, { attribution: escaped, maxZoom: 19 });
  let wanted = false;
  const button = el("button", { type: "button", class: "knop", "aria-pressed": "false" }, t("straten"));
  const toggle = () => {
    const on = wanted && state.vorm !== "tegels";
    byId("achtergrond").hidden = state.vorm === "tegels";
    button.setAttribute("aria-pressed", String(wanted));
    button.textContent = t(wanted ? "geen_straten" : "straten");
    if (on) tiles.addTo(map);
    else tiles.remove();
    shineThrough(on ? 0.72 : 1);
  };
  button.addEventListener("click", () => {
    wanted = !wanted;
    toggle();
  });
  byId("achtergrond").append(button, t("straten_noot", { host }));
  byId("achtergrond").hidden = state.vorm === "tegels";
  onChange(["vorm"], toggle);
}

onChange(["weergave", "vorm"], drawChoice);
