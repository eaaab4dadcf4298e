/* global L */
// The four points of the compass on the tegelkaart, in the empty corners around the tiles.

import { data, t } from "./data.js";
import { el } from "./dom.js";
import { boundsOf, map } from "./map.js";
import { state } from "./state.js";

// Where each would best stand, as a part of the width and the height of all tiles.
const WISHES = { noord: [0.29, 0.05], oost: [0.91, 0.19], zuid: [0.28, 0.98], west: [0.08, 0.26] };
const FAR = 1 / 7; // part of the width that a word may stand from its place; further on it would mislead
const STEP = 12; // pixels between two places that are tried

/** Put each where it covers no tile, as near as can be to where it would best stand. */
export function drawSky(place) {
  if (state.vorm !== "tegels") return;
  const tiles = data.buurten.map(({ code }) => boundsOf(code)).filter((one) => one.isValid());
  const all = tiles.reduce((box, one) => box.extend(one), L.latLngBounds([]));
  const point = (latlng) => map.latLngToLayerPoint(latlng);
  const [low, high] = [point(all.getNorthWest()), point(all.getSouthEast())];
  const around = tiles.map((one) => [point(one.getNorthWest()), point(one.getSouthEast())]);
  const far = (high.x - low.x) * FAR;
  const taken = [];
  for (const [wind, [across, down]] of Object.entries(WISHES)) {
    const wish = L.point(low.x + across * (high.x - low.x), low.y + down * (high.y - low.y));
    const free = (spot) => {
      if (spot.distanceTo(wish) > far) return false;
      const [{ x, y }, w, h] = [spot, 28, 9];
      const clear = around.every(([a, b]) => x + w < a.x || x - w > b.x || y + h < a.y + 10 || y - h > b.y - 10);
      return clear && x > low.x - 4 + w && x < high.x + 4 - w && y > low.y && y < high.y && taken.every((one) => one.distanceTo(spot) > 60);
    };
    const spots = [];
    for (let x = low.x; x <= high.x; x += STEP) {
      for (let y = low.y; y <= high.y; y += STEP) spots.push(L.point(x, y));
    }
    const [spot] = spots.filter(free).sort((a, b) => a.distanceTo(wish) - b.distanceTo(wish));
    if (!spot) continue;
    taken.push(spot);
    const { x } = map.layerPointToContainerPoint(spot);
    if (x < 30 || x > map.getSize().x - 30) continue; // half a word says nothing
    place(map.layerPointToLatLng(spot), el("div", { class: "windstreek", "aria-hidden": "true" }, t(wind)), L.point(0, 0));
  }
}
