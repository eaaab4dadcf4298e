/* global L */
// Areas as elements of their own, which a keyboard can walk: for as many as a gemeente has.

import { polygonsOf } from "./arcs.js";
import { DOTS, HATCH } from "./dom.js";

const EDGE = "#6f7a83";

/** Put areas on the map; `on` says what to do with a code when one is chosen, pointed at, focused, left or typed on. */
export function makeElements(map, buurten, shape, on) {
  let now = shape;
  const looks = { color: EDGE, weight: 0.8, fillOpacity: 1 };
  const layers = new Map(buurten.map(({ code }) => [code, L.polygon(polygonsOf(shape, code), looks)]));
  let stop = buurten[0].code;
  map.createPane("grens").style.zIndex = 404;
  map.getPane("grens").style.pointerEvents = "none";
  const pane = { pane: "grens", renderer: L.svg({ pane: "grens", padding: 0.6 }), interactive: false };
  const border = L.polygon([], { ...pane, fillColor: DOTS, fillOpacity: 1, stroke: false }).addTo(map);
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
      const dotted = [];
      layers.forEach((layer, code) => {
        const { colour, opacity, edge, dotted: near } = look(code);
        if (near) dotted.push(...polygonsOf(now, code));
        layer.setStyle({ fillColor: colour ?? HATCH, fillOpacity: opacity, opacity: edge });
        layer.getElement().setAttribute("aria-label", on.name(code));
      });
      border.setLatLngs(dotted);
    },
    stopAt,
    /** Show which one is chosen, and let the keyboard go on from there. */
    press(chosen) {
      layers.forEach((layer, code) => layer.getElement().setAttribute("aria-pressed", String(code === chosen)));
      if (chosen) stopAt(chosen);
    },
  };
}
