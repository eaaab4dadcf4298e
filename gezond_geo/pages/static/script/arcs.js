// Areas from shared arcs, as `maps/arcs.py` writes them: every border stands once.

/** A shape that can be drawn: its borders as lines of [lat, lon], and what its areas are made of. */
export function readShape({ label, noot, kader, ringen, stappen, bogen, vlakken }) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  const here = [0, 0];
  const lines = bogen.map((arc) => {
    const line = [];
    for (let at = 0; at < arc.length; at += 2) {
      for (const side of [0, 1]) {
        here[side] += arc[at + side];
        low[side] = Math.min(low[side], here[side]);
        high[side] = Math.max(high[side], here[side]);
      }
      line.push([here[0] / stappen, here[1] / stappen]);
    }
    return line;
  });
  const bounds = [low, high].map((corner) => corner.map((steps) => steps / stappen));
  return { label, noot, lines, bounds, frame: kader ?? bounds, rings: ringen, paths: vlakken };
}

/** What stands at a place in a path: the line of an arc, in the direction in which the path goes. */
export const lineOf = (lines, n) => (n < 0 ? [...lines[~n]].reverse() : lines[n]);

/** An area as polygons of rings of [lat, lon] that are not closed. */
export const polygonsOf = ({ lines, paths }, code) =>
  (paths[code] ?? []).map((polygon) => polygon.map((path) => path.flatMap((n) => lineOf(lines, n).slice(0, -1))));

/** The outer border of areas together: the arcs that no two of them share, joined into lines. */
export function outlineOf({ lines, paths }, codes) {
  const open = new Set();
  for (const n of codes.flatMap((code) => paths[code] ?? []).flat(2)) {
    const arc = n < 0 ? ~n : n;
    if (!open.delete(arc)) open.add(arc);
  }
  const ends = new Map();
  for (const arc of open) {
    for (const end of [lines[arc][0], lines[arc].at(-1)]) ends.set(String(end), [...(ends.get(String(end)) ?? []), arc]);
  }
  const joined = [];
  for (const first of open) {
    open.delete(first);
    const line = [...lines[first]];
    const next = () => ends.get(String(line.at(-1))).find((arc) => open.has(arc));
    for (let arc = next(); arc !== undefined; arc = next()) {
      open.delete(arc);
      const onward = String(lines[arc][0]) === String(line.at(-1));
      line.push(...lineOf(lines, onward ? arc : ~arc).slice(1));
    }
    joined.push(line);
  }
  return joined;
}
