/* global L */
// What stands on the areas: projects as numbered discs, names of focus areas, and names of buurten where they fit.

import { byCode, data, t } from "./data.js";
import { el, isDark } from "./dom.js";
import { boundsOf, focusPane, hideTip, INK, isMouse, map, middle, polygons, showTip, zoomedIn } from "./map.js";
import { change, colourOf, LOOKS, matches, onChange, projectMatches, state, viewOf } from "./state.js";

const PROBABLE = "waarschijnlijk";

const context = document.createElement("canvas").getContext("2d");
const signs = L.layerGroup().addTo(map);
const small = () => map.getSize().x < 480;
const room = () => (small() ? 19 : 23); // for one pin, in pixels
const pins = new Map();

/** Something of HTML around a place on the map; `at` is its middle in pixels from that place. */
function place(latlng, content, at, pane) {
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
const within = (a, b) => a.x0 >= b.x0 && a.x1 <= b.x1 && a.y0 >= b.y0 && a.y1 <= b.y1;
const box = (x, y, width, height) => ({
  x0: x - width / 2,
  x1: x + width / 2,
  y0: y - height / 2,
  y1: y + height / 2,
});

// a long name may be cut before one of these
const TAILS =
  "berg bleek bosch brink broek buurt dijk dorp esmarke gebied haven heurne hoek horst kamp kwartier landen lanen maten " +
  "marke oord park plein polder schap stad veld velden weide werf wijk zijde";
const TAIL = new RegExp(`^(.*[a-z]{4})((?:${TAILS.replaceAll(" ", "|")})[-, ]*)$`);

/** Ways to set a name: on one line, on two of about equal length, on a line per word, with long words cut. */
function settings(name) {
  const words = name.match(/[^-, ]+[-, ]*/g) ?? [];
  const parts = words.flatMap((word) => {
    const [, head, tail] = TAIL.exec(word) ?? [];
    return head ? [`${head}-`, tail] : [word];
  });
  const ways = [[name]];
  if (words.length > 2) {
    const cuts = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(""), words.slice(at + 1).join("")]);
    const longest = (rows) => Math.max(...rows.map((row) => row.length));
    ways.push(cuts.reduce((best, rows) => (longest(rows) < longest(best) ? rows : best)));
  }
  return [...ways, words, parts].map((rows) => rows.map((row) => row.trim()));
}

/** How sure the place of a project is, in one buurt or as a whole. */
export function lookOf(project, code) {
  if (!project.bij_benadering) return "punt";
  const sure = project.buurten.filter((part) => !code || part.code === code).map(({ zekerheid }) => zekerheid);
  return sure.length && sure.every((one) => one === PROBABLE) ? "streep" : "ring";
}

/** Where a project stands: at its own place when that is known, else once in each of its buurten. */
export function spotsOf(project) {
  const { punt, buurten } = project;
  if (state.vorm === "tegels" || !punt) {
    const placed = buurten.filter(({ code }) => byCode.get(code).punt); // a buurt may have no place
    const codes = (punt ? placed.slice(0, 1) : placed).map(({ code }) => code);
    const spot = (code) => (state.vorm === "tegels" ? middle(code) : L.latLng(byCode.get(code).punt));
    return codes.map((code) => ({ spot: spot(code), look: lookOf(project, code) }));
  }
  return [{ spot: L.latLng(punt), look: lookOf(project) }];
}

/** Projects as numbered discs; those at one place stand side by side. */
function drawPins() {
  const places = new Map();
  for (const project of data.projecten.filter(projectMatches)) {
    for (const { spot, look } of spotsOf(project)) {
      const key = String(spot);
      places.set(key, { spot, projects: [...(places.get(key)?.projects ?? []), { project, look }] });
    }
  }
  const size = room();
  pins.clear();
  const rows = [...places.values()].map(({ spot, projects }) => {
    const { x, y } = map.latLngToLayerPoint(spot);
    return { spot, projects, x, y, x0: x, y0: y, width: projects.length * size, height: size };
  });
  pushApart(rows);
  return rows.flatMap((row) =>
    row.projects.map(({ project, look }, at) => {
      const shift = L.point(row.x - row.x0 + (at - (row.projects.length - 1) / 2) * size, row.y - row.y0);
      addPin(project, look, row.spot, shift);
      return box(row.x0 + shift.x, row.y0 + shift.y, size, size);
    }),
  );
}

/** Move rows of pins from each other until none overlap. */
function pushApart(rows) {
  for (let round = 0; round < 40; round += 1) {
    rows.forEach((a, at) =>
      rows.slice(at + 1).forEach((b) => {
        const over = {
          x: (a.width + b.width) / 2 - Math.abs(a.x - b.x),
          y: (a.height + b.height) / 2 - Math.abs(a.y - b.y),
        };
        if (over.x <= 0 || over.y <= 0) return;
        const axis = over.x < over.y ? "x" : "y";
        const step = (a[axis] < b[axis] ? 0.5 : -0.5) * over[axis];
        a[axis] -= step;
        b[axis] += step;
      }),
    );
  }
}

function addPin(project, look, spot, shift) {
  const where = t(`plaats_${look}`);
  const looks = ["speld", look, project.nr === state.project && "aan", small() && "mini"];
  const tipAt = () =>
    showTip(map.layerPointToLatLng(map.latLngToLayerPoint(spot).add(shift).subtract([0, 6])), project.naam, where);
  const pin = el(
    "button",
    {
      type: "button",
      class: looks.filter(Boolean).join(" "),
      "aria-label": t("project_naam", { nr: project.nr, naam: project.naam, plaats: where }),
      onclick: () => change({ project: project.nr, tab: "projecten" }),
      onmouseenter: () => isMouse() && tipAt(),
      onmouseleave: hideTip,
      onfocus: () => pin.matches(":focus-visible") && tipAt(),
      onblur: hideTip,
    },
    String(project.nr),
  );
  L.DomEvent.disableClickPropagation(pin);
  pin.style.pointerEvents = "auto";
  pins.set(project.nr, [...(pins.get(project.nr) ?? []), pin]);
  place(spot, pin, shift, "markerPane");
}

/** The names of focus areas: at the edge of the area or, with a line to it, at the nearest free spot. */
function drawFocusNames(taken) {
  context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  const corner = map.containerPointToLayerPoint([0, 0]);
  const { x: wide, y: high } = map.getSize();
  const sight = { x0: corner.x, x1: corner.x + wide, y0: corner.y, y1: corner.y + high };
  for (const { naam, buurten } of data.focusgebieden) {
    const bounds = buurten.map(boundsOf).reduce((all, one) => all.extend(one), L.latLngBounds([]));
    if (!bounds.isValid()) continue;
    const [a, b] = [map.latLngToLayerPoint(bounds.getNorthWest()), map.latLngToLayerPoint(bounds.getSouthEast())];
    const [cx, cy] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    const width = context.measureText(naam).width + 24;
    const spots = [0, 14, 28, 42, 60, 80].flatMap((gap) =>
      [
        [cx, a.y - 8 - gap, cx, a.y],
        [cx, b.y + 8 + gap, cx, b.y],
        [b.x + width / 2 + 2 + gap, cy, b.x, cy],
        [a.x - width / 2 - 2 - gap, cy, a.x, cy],
      ].map(([x, y, x0, y0]) => ({ x, y, x0, y0, gap, room: box(x, y, width, 24) })),
    );
    const free = ({ room }) => !taken.some((other) => overlap(room, other));
    const spot = spots.find((one) => free(one) && within(one.room, sight)) ?? spots.find(free) ?? spots[0];
    taken.push(spot.room);
    const [centre, edge] = [
      [spot.x, spot.y],
      [spot.x0, spot.y0],
    ].map((at) => map.layerPointToLatLng(at));
    if (spot.gap) L.polyline([centre, edge], { ...focusPane, color: INK, weight: 1.5 }).addTo(signs);
    place(centre, el("div", { class: "focusnaam" }, naam), L.point(0, 0), "namen");
  }
}

/** Whether an area is in sight, and wide and high enough for a short name. */
function hasRoom(code) {
  const bounds = boundsOf(code);
  if (!bounds.isValid() || !map.getBounds().pad(0.2).intersects(bounds)) return false;
  const size = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
  return size.x > 20 && size.y > 12;
}

/** Names of buurten where they fit inside their own border; of those that a filter leaves out none. */
function drawNames(taken) {
  const size = Math.min(14, 10.5 + zoomedIn() * 1.5);
  context.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  const near = new Set(viewOf().grens?.buurten);
  for (const { code, naam, punt } of data.buurten) {
    if (!matches(code) || !hasRoom(code)) continue;
    const rings = polygons(code)
      .flat(1)
      .map((ring) => ring.map((spot) => map.latLngToLayerPoint(spot)));
    const spot = state.vorm === "tegels" ? middle(code) : L.latLng(punt);
    const at = map.latLngToLayerPoint(spot);
    const tries = settings(naam).flatMap((rows) => [0, -18, 18].map((dy) => ({ rows, dy })));
    const fits = tries.find(({ rows, dy }) => {
      const width = Math.max(...rows.map((row) => context.measureText(row).width)) + 4;
      const area = box(at.x, at.y + dy, width, rows.length * size * 1.12);
      const edge = [area.x0, at.x, area.x1].flatMap((x) => [area.y0, at.y + dy, area.y1].map((y) => ({ x, y })));
      return edge.every((corner) => inside(corner, rings)) && !taken.some((other) => overlap(area, other));
    });
    if (!fits) continue;
    const colour = colourOf(code);
    const dotted = colour && near.has(code);
    const tone = colour ? `${isDark(colour) ? "licht" : ""} ${dotted ? "gestippeld" : ""}` : "gearceerd";
    const label = el("div", { class: `naam ${tone}`, "aria-hidden": "true" }, fits.rows.join("\n"));
    if (dotted) label.style.background = colour; // a name is not read through dots
    label.style.fontSize = `${size}px`;
    place(spot, label, L.point(0, fits.dy), "namen");
  }
}

export function drawSigns() {
  signs.clearLayers();
  const taken = drawPins();
  drawFocusNames(taken);
  drawNames(taken);
}

map.on("zoomend", drawSigns);
onChange(["vorm", "projectthema", "projectsoort", ...LOOKS], drawSigns);
onChange(["project"], () =>
  pins.forEach((those, nr) => those.forEach((pin) => pin.classList.toggle("aan", nr === state.project))),
);
