/* global L */
// The drawing: areas, outlines, pointing and the keyboard on the map. It knows the state, and nothing of the panel.

import { byCode, byNumber, data, t } from "./data.js";
import { outlineOf, polygonsOf } from "./arcs.js";
import { makePicture } from "./areas_canvas.js";
import { makeElements } from "./areas_svg.js";
import { calm, el, svg } from "./dom.js";
import { change, colourOf, LOOKS, matches, onChange, shortValue, state, viewOf } from "./state.js";

export const INK = "#17232e";
const GOLD = "#f4b63f";
const FADED = 0.1; // of areas that a filter leaves out

/** From this number on, areas are drawn on a canvas: a browser cannot hold an element for each. */
export const MANY = 600;
export const many = data.buurten.length > MANY;

const shape = () => data.vormen[state.vorm];
export const polygons = (code) => polygonsOf(shape(), code);
export const outerBorder = (codes) => outlineOf(shape(), codes);

const calmly = { zoomAnimation: !calm, fadeAnimation: !calm };
export const map = L.map("map_kaart", {
  zoomControl: false,
  attributionControl: false,
  zoomSnap: 0.1,
  zoomDelta: 0.75,
  wheelPxPerZoomLevel: 110,
  renderer: L.svg({ padding: 0.6 }),
  ...calmly,
});
window.map_kaart = map; // layers that a user adds in Python look for this name
useIconFromStyle();
L.control.attribution({ prefix: false }).addTo(map);
L.control.zoom({ zoomInTitle: t("inzoomen"), zoomOutTitle: t("uitzoomen") }).addTo(map);
map.getContainer().setAttribute("aria-label", t("kaart_van", { gemeente: data.gemeente.naam }));

let home = null; // where the map is when it shows everything

/** Show the whole gemeente. */
export function fit() {
  const bounds = L.latLngBounds(shape().bounds);
  map.setMaxBounds(null).setMinZoom(0).setMaxZoom(19);
  map.fitBounds(bounds, { padding: [10, 10], animate: false });
  map.setMinZoom(map.getZoom() - 0.5).setMaxZoom(map.getZoom() + (state.vorm === "tegels" ? 2 : many ? 9 : 6));
  map.setMaxBounds(bounds.pad(0.6));
  home = { centre: map.getCenter(), zoom: map.getZoom() };
}

const moved = () => map.getZoom() !== home.zoom || map.distance(map.getCenter(), home.centre) > 50;

/** How far the map has been zoomed in. */
export const zoomedIn = () => Math.max(0, map.getZoom() - home.zoom);

/** Leaflet looks for its marker beside the page; ours is in the style, for the layers of users. */
function useIconFromStyle() {
  const sample = el("div", { class: "leaflet-default-icon-path" });
  document.body.append(sample);
  const url = getComputedStyle(sample).backgroundImage.slice(5, -2);
  sample.remove();
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions({ iconUrl: url, iconRetinaUrl: url, shadowUrl: "" });
}

fit();

function addPane(name, order) {
  map.createPane(name).style.zIndex = order;
  map.getPane(name).style.pointerEvents = "none";
  return { pane: name, renderer: L.svg({ pane: name, padding: 0.6 }), interactive: false, fill: false };
}
const rimPane = addPane("rand", 405);
export const focusPane = addPane("focus", 410);
const markPane = addPane("keus", 420);
addPane("namen", 590);

let mouse = false; // whether a mouse points, which a finger does not
for (const name of ["pointerover", "pointerdown"]) {
  map.getContainer().addEventListener(name, (event) => (mouse = event.pointerType === "mouse"), true);
}
export const isMouse = () => mouse;

const choose = (code) => change({ buurt: code, tab: "buurt" });
const name = (code) => `${byCode.get(code).naam}: ${shortValue(code)}`;
const pointWithMouse = (code, latlng) => mouse && point(code, latlng);
const areas = many
  ? makePicture(map, { choose, point: pointWithMouse, leave: unpoint })
  : makeElements(map, data.buurten, shape(), {
      choose,
      name,
      point: pointWithMouse,
      follow: (latlng) => mouse && tip.setLatLng(latlng),
      focus: (code) => point(code),
      leave: unpoint,
      key: keyOnMap,
    });

export const boundsOf = (code) => areas.bounds(code);

/** The middle of a buurt as drawn; its point when this shape does not draw it. */
export function middle(code) {
  const bounds = boundsOf(code);
  return bounds.isValid() ? bounds.getCenter() : L.latLng(byCode.get(code).punt);
}

new ResizeObserver(() => {
  const keep = home && moved();
  map.invalidateSize({ animate: false });
  if (!keep) fit();
}).observe(map.getContainer());

const HomeControl = L.Control.extend({
  options: { position: "topleft" },
  onAdd() {
    const shape = { d: "M1 5V1h4M11 1h4v4M15 11v4h-4M5 15H1v-4", fill: "none", stroke: "currentColor", "stroke-width": 2 };
    const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", shape));
    const name = t("heel");
    const link = el("a", { href: "#", class: "heel", role: "button", title: name, "aria-label": name }, icon);
    L.DomEvent.disableClickPropagation(link).on(link, "click", (event) => {
      L.DomEvent.stop(event);
      fit();
    });
    return el("div", { class: "leaflet-bar" }, link);
  },
});
map.addControl(new HomeControl());

// ---------------------------------------------------------------- outlines

/** A line with a light edge, so that it shows on every colour. */
function outline(options, colour, weight, edge = "#fff") {
  const pair = [
    L.polyline([], { ...options, color: edge, weight: weight + 3, opacity: 0.9 }),
    L.polyline([], { ...options, color: colour, weight }),
  ].map((line) => line.addTo(map));
  return (latlngs) => pair.forEach((line) => line.setLatLngs(latlngs));
}

const closed = (codes) =>
  codes
    .flatMap(polygons)
    .flat(1)
    .map((ring) => [...ring, ring[0]]);
const rim = L.polyline([], { ...rimPane, color: INK, weight: 1, opacity: 0.45 }).addTo(map);
const focusLines = data.focusgebieden.map((area) =>
  outline({ ...focusPane, dashArray: area.deel ? "7 6" : null, lineCap: area.deel ? "butt" : "round" }, INK, 2.6),
);
const projectLine = outline(markPane, GOLD, 2.5, INK);
const pointLine = outline(markPane, INK, 2);
const compareLine = outline({ ...markPane, dashArray: "2 6" }, GOLD, 4, INK);
const selectLine = outline(markPane, GOLD, 4, INK);

function drawShapes() {
  areas.reshape(shape());
  if (!many) rim.setLatLngs(outerBorder(Object.keys(shape().paths)));
  data.focusgebieden.forEach((area, at) => focusLines[at](outerBorder(area.buurten)));
}

function drawMarks() {
  areas.press?.(state.buurt);
  selectLine(state.buurt ? closed([state.buurt]) : []);
  compareLine(closed(state.vergelijk.filter((code) => code !== state.buurt)));
  projectLine(state.project === null ? [] : closed(byNumber.get(state.project).buurten.map(({ code }) => code)));
  pointLine([]);
}

let opacity = 1;

/** Let a background shine through. */
export function shineThrough(share) {
  opacity = share;
  drawLooks();
}

function drawLooks() {
  const near = new Set(viewOf().grens?.buurten);
  areas.restyle((code) => {
    const shown = matches(code);
    const dotted = shown && near.has(code);
    return { colour: colourOf(code), opacity: shown ? opacity : FADED, edge: shown ? 1 : 0.35, dotted };
  });
}

// ---------------------------------------------------------------- pointing at a buurt

const tip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 1 });

/** Two lines of text at a place. */
export function showTip(latlng, first, second) {
  tip.setContent(el("div", { class: "tip" }, el("strong", {}, first), el("span", {}, second)));
  tip.setLatLng(latlng).addTo(map);
}

export const hideTip = () => tip.remove();

function point(code, latlng = middle(code)) {
  showTip(latlng, byCode.get(code).naam, shortValue(code));
  pointLine(closed([code]));
}

function unpoint() {
  hideTip();
  pointLine([]);
}

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Enter or space chooses; an arrow goes to the nearest buurt on that side. */
function keyOnMap(event, code) {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(code);
  }
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  event.stopPropagation();
  const here = map.latLngToLayerPoint(middle(code));
  let best = null;
  for (const { code: other } of data.buurten) {
    const step = map.latLngToLayerPoint(middle(other)).subtract(here);
    const ahead = step.x * arrow[0] + step.y * arrow[1];
    const aside = Math.abs(step.x * arrow[1]) + Math.abs(step.y * arrow[0]);
    const cost = ahead + 2 * aside;
    if (ahead > 0 && aside <= ahead * 1.8 && (!best || cost < best.cost)) best = { other, cost };
  }
  if (!best) return;
  areas.stopAt(best.other).focus({ preventScroll: true });
  bringIntoSight([best.other]);
}

/** Move the map, and no more than that needs, until these buurten are on it. */
export function bringIntoSight(codes) {
  const area = codes.map(boundsOf).reduce((all, one) => all.extend(one), L.latLngBounds([]));
  if (!area.isValid() || map.getBounds().contains(area)) return;
  if (codes.length === 1) map.panTo(area.getCenter(), { animate: !calm });
  else map.fitBounds(area, { maxZoom: map.getZoom(), animate: !calm });
}

/** Fit the map into a box of this size, or with empty texts into its own place. */
export function resize(width, height) {
  Object.assign(map.getContainer().style, { width, height, flex: width && "none" });
  map.invalidateSize({ animate: false });
  fit();
}

onChange(["vorm"], () => {
  fit();
  drawShapes();
});
onChange(["vorm", "buurt", "vergelijk", "project"], drawMarks);
onChange(["vorm", ...LOOKS], drawLooks);

/** Draw all of it. */
export function drawMap() {
  drawShapes();
  drawMarks();
  drawLooks();
}
