/* global L */
// What stands on the areas: names, doubt, a count of projects, and the names of focus areas that are a part.

import { byCode, data, t } from "./data.js";
import { button, byId, el, isDark } from "./dom.js";
import { linesOf, setLetters, widthOf } from "./names.js";
import { boundsOf, focusPane, INK, map, many, middle, polygons, widerThan, zoomedIn } from "./map.js";
import { drawSky } from "./sky.js";
import { buurtOf, choose, colourOf, LOOKS, matches, onChange, pageOf, projectMatches, state } from "./state.js";

const SIZE = 11.8; // of names, in pixels; they grow a little where one zooms in
const SMALL = 10.5; // where a real area is small
const OPEN_FROM = 1; // zoom from which projects are named: areas are twice as wide then
const NARROW = 62; // width of a tile from which names fit

const signs = L.layerGroup().addTo(map);

/** Something of HTML around a place on the map; `at` is its middle in pixels from that place. */
export function place(latlng, content, at, pane = "namen") {
  content.style.left = `${at.x}px`;
  content.style.top = `${at.y}px`;
  const icon = L.divIcon({ className: "teken", iconSize: [0, 0], html: content });
  L.marker(latlng, { icon, pane, interactive: false, keyboard: false }).addTo(signs);
}

const inside = ({ x, y }, rings) =>
  rings.reduce((odd, ring) => {
    ring.forEach((a, at) => {
      const b = ring[(at + 1) % ring.length];
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
    });
    return odd;
  }, false);

const overlap = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const box = (x, y, width, height) => ({ x0: x - width / 2, x1: x + width / 2, y0: y - height / 2, y1: y + height / 2 });

/** The buurten that have a letter where their name does not fit: those of the list, in its order. */
export const letterOf = (code) => {
  const at = pageOf().lijst.buurten.indexOf(code);
  return at < 0 || at > 25 ? "" : String.fromCharCode(65 + at);
};

const placed = new Map();
for (const project of data.projecten) {
  for (const { code } of project.buurten) placed.set(code, [...(placed.get(code) ?? []), project]);
}

/** Projects in a buurt that pass the filters on projects. */
const projectsIn = (code) => (placed.get(code) ?? []).filter(projectMatches);

const doubtful = (code) => state.weergave === "stapeling" && buurtOf(code).twijfel;

/** Size of an area in pixels, and whether any of it is in sight. */
function sizeOf(code) {
  const bounds = boundsOf(code);
  if (!bounds.isValid() || !map.getBounds().pad(0.3).intersects(bounds)) return null;
  return map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
}

function label(code, rows, size, more = "") {
  const colour = colourOf(code);
  const tone = !colour ? "gearceerd" : isDark(colour) ? "licht" : "";
  const node = el("div", { class: `naam ${tone} ${isBold(code) ? "vet" : ""} ${more}`, "aria-hidden": "true" }, rows.join("\n"));
  node.style.fontSize = `${size}px`;
  if (state.vorm !== "tegels" && colour) node.style.setProperty("--vlak", colour);
  return node;
}

const isBold = (code) => buurtOf(code).gestapeld >= 3 || data.focusgebieden.some(({ buurten }) => buurten.includes(code));

/** A tile: its name, ± under it and the count of projects in its top; a letter or nothing where it is small. */
function signTile(code, width) {
  const spot = middle(code);
  const scale = width / 80;
  if (width < NARROW) {
    const text = state.weergave === "stapeling" ? letterOf(code) : "";
    if (text) place(spot, label(code, [text], 14, "letter"), L.point(0, 0));
    else if (code === data.centrum) place(spot, label(code, [byCode.get(code).roepnaam], 10), L.point(0, 0));
    return;
  }
  const size = Math.min(15, SIZE + zoomedIn() * 1.5);
  setLetters(size, isBold(code));
  const [rows = []] = linesOf(byCode.get(code).roepnaam, width - 7);
  const shown = code === data.centrum && rows.length === 1 ? [...rows, `(${t("centrum")})`] : rows;
  const doubt = doubtful(code);
  place(spot, label(code, doubt ? [...shown, "±"] : shown, size), L.point(0, (doubt ? 6.5 : 2) * scale));
}

/** A real area: its name where it fits inside the border, else a letter with a key if it is in the list. */
function signArea(code, taken) {
  const { roepnaam, punt } = byCode.get(code);
  const rings = polygons(code)
    .flat(1)
    .map((ring) => ring.map((spot) => map.latLngToLayerPoint(spot)));
  const spot = L.latLng(punt ?? middle(code));
  const at = map.latLngToLayerPoint(spot);
  const doubt = doubtful(code) ? " ±" : "";
  const large = Math.min(15, SIZE + zoomedIn() * 0.8);
  for (const [size, most] of [[large, 1], [SMALL, 1], [SMALL, 4]]) {
    setLetters(size, isBold(code));
    for (const lines of linesOf(roepnaam, 110)) {
      const rows = [...lines.slice(0, -1), lines.at(-1) + doubt];
      const width = Math.max(...rows.map(widthOf)) + 2;
      for (const [dx, dy] of [[0, 0], [0, -12], [0, 12], [-14, 0], [14, 0], [0, -24], [0, 24]]) {
        const room = box(at.x + dx, at.y + dy, width, rows.length * size * 1.12);
        const edge = [room.x0, at.x + dx, room.x1].flatMap((x) => [room.y0, at.y + dy, room.y1].map((y) => ({ x, y })));
        const outside = edge.filter((corner) => !inside(corner, rings)).length;
        if (outside > most || taken.some((other) => overlap(room, other))) continue;
        taken.push(room);
        place(spot, label(code, rows, size), L.point(dx, dy));
        return room;
      }
    }
  }
  return null;
}

/** A disc with how many projects there are; it takes no tap. From twice the size on, the projects by name. */
function signProjects(code, width, name, taken) {
  const found = projectsIn(code);
  if (!found.length) return;
  const spot = state.vorm === "tegels" ? middle(code) : L.latLng(byCode.get(code).punt ?? middle(code));
  if (zoomedIn() < OPEN_FROM || many) {
    if (state.vorm === "tegels" && width < NARROW) return;
    const at = map.latLngToLayerPoint(spot);
    const places = state.vorm === "tegels" ? [L.point(0, (-26 * width) / 80)] : aroundName(name, at);
    const free = places.find(({ x, y }) => !taken.some((other) => overlap(box(at.x + x, at.y + y, 15, 15), other))) ?? places[0];
    taken.push(box(at.x + free.x, at.y + free.y, 15, 15));
    place(spot, el("span", { class: "schijf", "aria-hidden": "true" }, String(found.length)), free);
    return;
  }
  const rows = found.map(({ nr, naam, bij_benadering, buurten }) => {
    const probable = buurten.some((part) => part.code === code && part.zekerheid === "waarschijnlijk");
    const look = probable ? "streep" : bij_benadering ? "ring" : "punt";
    return button(
      { class: `projectnaam ${look} ${nr === state.project ? "aan" : ""}`, title: `${naam} (${t(`plaats_${look}`)})`, onclick: () => choose(code, { project: nr }) },
      naam,
    );
  });
  const box_ = el("div", { class: "projectnamen" }, ...rows);
  box_.style.width = `${Math.min(170, Math.max(90, width * 0.8))}px`;
  L.DomEvent.disableClickPropagation(box_);
  place(spot, box_, L.point(0, 26 + rows.length * 13), "markerPane");
}

/** Places for a disc beside a name: before it, under it and above it. */
function aroundName(name, at) {
  if (!name) return [L.point(0, 0), L.point(0, -14), L.point(0, 14)];
  const [x, y] = [(name.x0 + name.x1) / 2 - at.x, (name.y0 + name.y1) / 2 - at.y];
  const high = (name.y1 - name.y0) / 2 + 10;
  return [L.point(x, y + high), L.point(x, y - high), L.point(name.x0 - at.x - 10, y), L.point(name.x1 - at.x + 10, y)];
}

/** The name of a focus area that is a part of a buurt, on a line that leads to it. */
function drawPartNames() {
  if (map.getSize().x < 440) return;
  setLetters(12);
  for (const { naam, buurten, deel } of data.focusgebieden) {
    const bounds = buurten.map(boundsOf).reduce((all, one) => all.extend(one), L.latLngBounds([]));
    if (!deel || !bounds.isValid()) continue;
    const [a, b] = [map.latLngToLayerPoint(bounds.getNorthWest()), map.latLngToLayerPoint(bounds.getSouthEast())];
    const high = b.y - a.y;
    const low = map.latLngToContainerPoint(bounds.getSouthEast()).y + 20 < map.getSize().y;
    const from = L.point(b.x - (b.x - a.x) * (state.vorm === "tegels" ? 0.06 : 0.2), low ? b.y - high * 0.3 : a.y + high * 0.3);
    const to = L.point(b.x + 25, low ? b.y - 6 : a.y + high * 0.1);
    const part = t("deel_van", { naam: byCode.get(buurten[0]).naam });
    if (map.layerPointToContainerPoint(to).x + widthOf(part) + 12 > map.getSize().x) continue; // no room for its name
    const node = el("div", { class: "deelnaam", "aria-hidden": "true" }, el("b", {}, naam), el("span", {}, part));
    const curve = [from, L.point(from.x + 7, to.y - 6), to].map((spot) => map.layerPointToLatLng(spot));
    L.polyline(curve, { ...focusPane, color: INK, weight: 1.3 }).addTo(signs);
    place(map.layerPointToLatLng(to), node, L.point(5, 0));
  }
}

/** The key of the letters on real boundaries. */
function drawLetters(used) {
  byId("letters").hidden = !used.length;
  byId("letters").replaceChildren(
    ...used.flatMap(([letter, code]) => [el("i", {}, letter), ` ${byCode.get(code).roepnaam}  `]),
  );
}

export function drawSigns() {
  signs.clearLayers();
  const taken = [];
  const letters = [];
  const tiles = state.vorm === "tegels";
  const listed = new Set(pageOf().lijst.buurten);
  const drawn = [];
  const mayBeWide = widerThan(20);
  const wide = [...byCode.keys()].filter((code) => mayBeWide(code) && matches(code));
  for (const code of wide.sort((a, b) => listed.has(b) - listed.has(a))) {
    const size = sizeOf(code);
    if (!size || size.x < 20 || size.y < 12) continue;
    if (tiles) signTile(code, size.x);
    const name = tiles ? null : signArea(code, taken);
    if (!tiles && !name && listed.has(code)) {
      const letter = String.fromCharCode(97 + letters.length);
      letters.push([letter, code]);
      place(L.latLng(byCode.get(code).punt ?? middle(code)), label(code, [letter], 13, "cursief"), L.point(0, 0));
    }
    drawn.push([code, size.x, name]);
  }
  for (const [code, width, name] of drawn) signProjects(code, width, name, taken);
  drawLetters(letters);
  drawPartNames();
  drawSky(place);
}

map.on("zoomend", drawSigns);
map.on("resize", drawSigns);
onChange(["vorm", "buurt", "project", "projectthema", "projectsoort", ...LOOKS], drawSigns);
