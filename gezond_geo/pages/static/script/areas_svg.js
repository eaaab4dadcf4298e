/* global L */
// Areas as elements of their own, which a keyboard can walk: for as many as a gemeente has.

import { polygonsOf } from "./arcs.js";
import { HATCH } from "./dom.js";

const LIGHTEST = "#ece8f6"; // would vanish in the ground without an edge
const PALE_EDGE = "#7d6fa8";
const HATCH_EDGE = "#7c8288";

/** Put areas on the map; `on` says what to do with a code when one is chosen, pointed at, focused, left or typed on. */
export function makeElements(map, buurten, shape, on) {
  let now = shape;
  const looks = { color: PALE_EDGE, weight: 0.8, fillOpacity: 1, bubblingMouseEvents: false };
  const layers = new Map(buurten.map(({ code }) => [code, L.polygon(polygonsOf(shape, code), looks)]));
  let stop = buurten[0].code;
  layers.forEach((layer, code) => {
    layer.addTo(map);
    layer.on("click", () => on.choose(code));
    layer.on("mouseover", ({ latlng }) => on.point(code, latlng));
    layer.on("mousemove", ({ latlng }) => on.follow(latlng));
    layer.on("mouseout", on.leave);
    const path = layer.getElement();
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", code === stop ? "0" : "-1");
    path.setAttribute("aria-pressed", "false");
    path.dataset.code = code;
    path.addEventListener("focus", () => path.matches(":focus-visible") && on.focus(code));
    path.addEventListener("blur", on.leave);
    path.addEventListener("keydown", (event) => on.key(event, code));
  });

  /** Make one area the map's tab stop. */
  function stopAt(code) {
    layers.get(stop).getElement().setAttribute("tabindex", "-1");
    stop = code;
    const path = layers.get(code).getElement();
    path.setAttribute("tabindex", "0");
    return path;
  }

  return {
    reshape(other) {
      now = other;
      layers.forEach((layer, code) => layer.setLatLngs(polygonsOf(now, code)));
    },
    bounds: (code) => layers.get(code).getBounds(),
    restyle(look) {
      layers.forEach((layer, code) => {
        const { colour, opacity, edge, tile } = look(code);
        const unknown = colour === null;
        const bare = tile && !unknown && colour !== LIGHTEST;
        layer.setStyle({
          fillColor: colour ?? HATCH,
          fillOpacity: opacity,
          color: !tile ? "#fff" : unknown ? HATCH_EDGE : bare ? colour : PALE_EDGE,
          weight: tile ? (bare ? 0 : 0.8) : 1.4,
          dashArray: tile && unknown ? "3 3" : null,
          opacity: edge,
        });
        layer.getElement().setAttribute("aria-label", on.name(code));
      });
    },
    stopAt,
    /** Show which one is chosen, and let the keyboard go on from there. */
    press(chosen) {
      layers.forEach((layer, code) => layer.getElement().setAttribute("aria-pressed", String(code === chosen)));
      if (chosen) stopAt(chosen);
    },
  };
}
