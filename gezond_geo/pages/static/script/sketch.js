// Areas drawn small, apart from the map.

import { polygons } from "./map.js";

const range = (values) => values.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);

/** Areas as paths by code in a drawing of at most `size` within an edge, how large that is, and where each area is. */
export function sketchOf(codes, size, edge) {
  const rings = new Map(codes.map((code) => [code, polygons(code).flat(1)]).filter(([, those]) => those.length));
  if (!rings.size) return null;
  const spots = [...rings.values()].flat(2);
  const [[south, north], [west, east]] = [0, 1].map((axis) => range(spots.map((spot) => spot[axis])));
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const step = size / Math.max((east - west) * squeeze, north - south);
  const at = ([lat, lon]) => [(lon - west) * squeeze * step + edge, (north - lat) * step + edge];
  const write = (spot) => at(spot).map((side) => side.toFixed(1)).join(" ");
  const paths = new Map([...rings].map(([code, those]) => [code, those.map((ring) => `M${ring.map(write).join("L")}Z`).join("")]));
  const middle = (code) => [0, 1].map((axis) => range(rings.get(code)[0].map((spot) => at(spot)[axis]))).map(([low, high]) => (low + high) / 2);
  const [width, height] = [(east - west) * squeeze, north - south].map((side) => Math.round(side * step + 2 * edge));
  return { paths, middle, width, height };
}
