// The drawing: areas, outlines, pointing and the keyboard on the map. It knows the state, and nothing of the panel.

import { byCode, byNumber, data, t } from "./data.js";
import { outlineOf, polygonsOf } from "./arcs.js";
import { makePicture } from "./areas_canvas.js";
import { makeElements } from "./areas_svg.js";
import { byId, calm, el } from "./dom.js";
import { choose, clear, colourOf, LOOKS, matches, onChange, shortValue, state, viewOf } from "./state.js";

export const INK = "#17232e";
const AMBER = "#f4b63f";
const TEAL = "#0b4f63";
const FADED = 0.1; // of areas that a filter leaves out
const SIDE = 466; // width of what stands beside the map, in pixels

/** From this number on, areas are drawn on a canvas: a browser cannot hold an element for each. */
export const MANY = 600;
export const many = data.buurten.length > MANY;

/** Whether the map has the answer beside it, and not under it. */
export const wide = matchMedia("(min-width: 900px)");

const shape = () => data.vormen[state.vorm];
export const polygons = (code) => polygonsOf(shape(), code);
export const outerBorder = (codes) => outlineOf(shape(), codes);
export const rings = () => shape().rings;

const calmly = { zoomAnimation: !calm, fadeAnimation: !calm };
export const map = L.map("map_kaart", {
  zoomControl: false,
  attributionControl: false,
  scrollWheelZoom: false,
  zoomSnap: 0,
  zoomDelta: 0.75,
  renderer: L.svg({ padding: 0.6 }),
  ...calmly,
});
window.map_kaart = map; // layers that a user adds in Python look for this name
useIconFromStyle();
L.control.attribution({ prefix: false }).addTo(map);
L.control.zoom({ position: "bottomright", zoomInTitle: t("inzoomen"), zoomOutTitle: t("uitzoomen"), zoomInText: "+", zoomOutText: "−" }).addTo(map);
const scale = L.control.scale({ imperial: false, maxWidth: 100 });
map.getContainer().setAttribute("aria-label", t("kaart_van", { gemeente: data.gemeente.naam }));

let home = null; // where the map is when nobody has moved it

/** Zoom at which these bounds fill a box of this size, in pixels. */
function zoomFor(bounds, width, height) {
  const [a, b] = [map.project(bounds.getNorthWest(), 0), map.project(bounds.getSouthEast(), 0)];
  return Math.log2(Math.min(Math.max(width, 100) / (b.x - a.x), Math.max(height, 100) / (b.y - a.y)));
}

/** Show where people live; a choice takes the middle, at the same scale, as far as that leaves no empty ground. */
export function fit(whole = false) {
  map.invalidateSize({ animate: false });
  const { x: width, y: height } = map.getSize();
  const bounds = L.latLngBounds(whole ? shape().bounds : shape().frame);
  const room = wide.matches && !map.getContainer().style.width ? document.body.clientWidth - SIDE : width;
  const zoom = zoomFor(bounds, room - 8, height - 4);
  const centre = map.project(bounds.getCenter(), zoom);
  const edge = (map.project(bounds.getSouthEast(), zoom).x - map.project(bounds.getNorthWest(), zoom).x) / 2 + 10;
  const play = Math.max(0, edge - width / 2); // how far the map may slide aside
  if (state.buurt && play && polygons(state.buurt).length) {
    const aside = map.project(middle(state.buurt), zoom).x - centre.x;
    centre.x += Math.max(-play, Math.min(play, aside));
  }
  map.setMaxBounds(null).setMinZoom(0).setMaxZoom(19);
  map.setView(map.unproject(centre, zoom), zoom, { animate: false });
  map.setMinZoom(zoom - 3).setMaxZoom(zoom + (state.vorm === "tegels" ? 2 : many ? 9 : 6));
  map.setMaxBounds(L.latLngBounds(shape().bounds).pad(0.6));
  home = { centre: map.getCenter(), zoom: map.getZoom() };
  byId("heel").hidden = whole || shape().frame === shape().bounds;
}

const moved = () => Math.abs(map.getZoom() - home.zoom) > 0.01 || map.distance(map.getCenter(), home.centre) > 50;

/** How far the map has been zoomed in. */
export const zoomedIn = () => Math.max(0, map.getZoom() - (home?.zoom ?? map.getZoom()));

// The page scrolls with the wheel and with one finger; ctrl with the wheel, or two fingers, zoom.
map.getContainer().addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    map.setZoomAround(map.mouseEventToContainerPoint(event), map.getZoom() - event.deltaY / 110, { animate: false });
  },
  { passive: false },
);

/** Leaflet looks for its marker beside the page; ours is in the style, for the layers of users. */
function useIconFromStyle() {
  const sample = el("div", { class: "leaflet-default-icon-path" });
  document.body.append(sample);
  const url = getComputedStyle(sample).backgroundImage.slice(5, -2);
  sample.remove();
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions({ iconUrl: url, iconRetinaUrl: url, shadowUrl: "" });
}

map.fitBounds(L.latLngBounds(shape().frame), { animate: false }); // areas can be drawn from here on

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
  map.getContainer().addEventListener(
    name,
    (event) => {
      mouse = event.pointerType === "mouse";
      map.dragging[mouse ? "enable" : "disable"]();
    },
    true,
  );
}
if (!matchMedia("(pointer: fine)").matches) map.dragging.disable();
export const isMouse = () => mouse;

const name = (code) => `${byCode.get(code).roepnaam}: ${shortValue(code)}`;
const pointWithMouse = (code, latlng) => mouse && point(code, latlng);
const areas = many
  ? makePicture(map, { choose, clear, point: pointWithMouse, leave: unpoint })
  : makeElements(map, data.buurten, shape(), {
      choose,
      name,
      point: pointWithMouse,
      follow: (latlng) => mouse && tip.setLatLng(latlng),
      focus: (code) => point(code, middle(code), true),
      leave: unpoint,
      key: keyOnMap,
    });

export const boundsOf = (code) => areas.bounds(code);

/** Gives whether an area may be so wide, in pixels; what is said of one that is not needs no more. */
export const widerThan = (width) => areas.widerThan?.(width) ?? (() => true);

/** The middle of a buurt as drawn; its point when this shape does not draw it. */
export function middle(code) {
  const bounds = boundsOf(code);
  return bounds.isValid() ? bounds.getCenter() : L.latLng(byCode.get(code).punt);
}

fit();
map.on("click", ({ originalEvent }) => {
  if (!many && !originalEvent.target.closest(".leaflet-interactive")) clear(); // on the ground
});

new ResizeObserver(() => {
  if (moved()) map.invalidateSize({ animate: false });
  else fit();
}).observe(map.getContainer());
byId("heel").addEventListener("click", () => fit(true));

// ---------------------------------------------------------------- outlines

/** Lines on top of each other, from the lowest: each a colour, a weight and how much wider than the area it runs. */
function outline(options, strokes) {
  const drawn = strokes.map(([color, weight, wider]) => [L.polyline([], { ...options, color }).addTo(map), weight, wider]);
  return (codes, border = closed) => {
    const thin = state.vorm === "tegels" ? Math.max(0.6, Math.min(1, tileWidth() / 80)) : 1;
    drawn.forEach(([line, weight, wider]) => line.setStyle({ weight: weight * thin }).setLatLngs(border(codes, wider)));
  };
}

/** How wide a tile is, in pixels. */
function tileWidth() {
  const bounds = boundsOf(data.buurten[0].code);
  return bounds.isValid() ? map.latLngToLayerPoint(bounds.getSouthEast()).x - map.latLngToLayerPoint(bounds.getNorthWest()).x : 80;
}

/** Borders of areas as closed lines, each as many times as wide as the area. */
const closed = (codes, wider = 1) =>
  codes.filter((code) => polygons(code).length).flatMap((code) => {
    const { lat, lng } = middle(code);
    const grow = state.vorm === "tegels" ? wider : 1;
    const spread = ([y, x]) => [lat + (y - lat) * grow, lng + (x - lng) * grow];
    return polygons(code)
      .flat(1)
      .map((ring) => [...ring, ring[0]].map(spread));
  });
const grown = (codes, wider) => (state.vorm === "tegels" ? closed(codes, wider) : outerBorder(codes));
const rim = L.polyline([], { ...rimPane, color: "#fff", weight: 1.4, opacity: 0.9 }).addTo(map);
const ring = L.polyline([], { ...focusPane, color: "#fff", weight: 4 }).addTo(map);
const ringInk = L.polyline([], { ...focusPane, color: INK, weight: 1.7 }).addTo(map);
const focusLines = data.focusgebieden.map(({ deel }) => {
  const look = { ...focusPane, lineCap: deel ? "butt" : "round", lineJoin: "miter" };
  const light = outline(look, [["#fff", 5, 1]]);
  const dark = outline({ ...look, dashArray: deel ? "7 4.5" : null }, [[INK, 2.6, 1.02]]);
  return (codes) => [light, dark].forEach((draw) => draw(codes, grown));
});
const projectLine = outline(markPane, [[INK, 5.5, 1.03], [AMBER, 2.5, 1.03]]);
const pointLine = outline(markPane, [[INK, 2, 1]]);
const keyLine = outline(markPane, [["#fff", 6, 1.03], [TEAL, 3, 1.07]]);
const besideLine = outline({ ...markPane, dashArray: "2 6" }, [[INK, 7, 1.05], [AMBER, 4, 1.05]]);
const selectLine = outline({ ...markPane, lineJoin: "miter" }, [[INK, 7.5, 1.075], [AMBER, 4.8, 1.075]]);

function drawShapes() {
  byId("pagina").dataset.vorm = state.vorm;
  if (state.vorm === "tegels") scale.remove();
  else scale.addTo(map);
  areas.reshape(shape());
  rim.setLatLngs(many || state.vorm === "tegels" ? [] : outerBorder(Object.keys(shape().paths)));
  const lines = rings().flatMap(({ lijnen }) => lijnen.map((line) => [...line, line[0]]));
  for (const line of [ring, ringInk]) line.setLatLngs(lines);
  data.focusgebieden.forEach((area, at) => focusLines[at](area.buurten));
}

function drawMarks() {
  areas.press?.(state.buurt);
  selectLine(state.buurt ? [state.buurt] : []);
  besideLine(state.vergelijk.filter((code) => byCode.has(code)));
  const spread = state.project === null ? [] : byNumber.get(state.project).buurten.map(({ code }) => code);
  projectLine(spread.filter((code) => code !== state.buurt));
  unpoint();
}

let opacity = 1;

/** Let a background shine through. */
export function shineThrough(share) {
  opacity = share;
  drawLooks();
}

function drawLooks() {
  const view = viewOf();
  areas.restyle((code) => {
    const shown = matches(code);
    return { colour: colourOf(code, view), opacity: shown ? opacity : FADED, edge: shown ? 1 : 0.35, tile: state.vorm === "tegels" };
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

const rowHovers = [];

/** Call `work` with the code of the area that is pointed at, and with null when it is left. */
export const onPoint = (work) => rowHovers.push(work);

function point(code, latlng = middle(code), byKey = false) {
  showTip(latlng, byCode.get(code).roepnaam, shortValue(code));
  (byKey ? keyLine : pointLine)([code]);
  rowHovers.forEach((work) => work(code));
}

function unpoint() {
  hideTip();
  for (const draw of [pointLine, keyLine]) draw([]);
  rowHovers.forEach((work) => work(null));
}

/** Light an area up, or with null none. */
export const lightUp = (code) => pointLine(code ? [code] : []);

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
  fit();
}

onChange(["vorm"], () => {
  drawShapes();
  fit();
});
onChange(["buurt"], () => {
  if (state.buurt && moved()) bringIntoSight([state.buurt]);
  else fit();
});
onChange(["vorm", "buurt", "vergelijk", "project"], drawMarks);
onChange(["vorm", ...LOOKS], drawLooks);

map.on("zoomend", () => {
  drawShapes();
  drawMarks();
});

/** Draw all of it. */
export function drawMap() {
  drawShapes();
  drawMarks();
  drawLooks();
}
