/* global L */
// Areas on a canvas: for as many as a country has. The keyboard chooses them in the search field and the table.

const EDGE = "#6f7a83";
const PAPER = "#fbfaf7";
const GREY = "#7d8790";
const STEP = 8; // of hatching, in pixels
const REST = 30; // milliseconds between two looks at where the mouse is

const ZOOM = 12; // of which the pixels are the unit of paths
const TURN = (256 * 2 ** ZOOM) / (2 * Math.PI); // pixels per radian
const RADIAN = Math.PI / 180;

/** Where a place is in the Mercator projection of the page; `unproject` is the way back. */
const project = ([lat, lon]) => [TURN * lon * RADIAN, -TURN * Math.asinh(Math.tan(lat * RADIAN))];
const unproject = ([x, y]) => [Math.atan(Math.sinh(-y / TURN)) / RADIAN, x / TURN / RADIAN];

/** A renderer of Leaflet, which moves and scales its canvas with the map; `paint` fills it. */
const Canvas = L.Renderer.extend({
  initialize(paint) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.2 });
    this._paint = paint;
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
  },
  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const { x, y } = this._bounds.getSize();
    this._dense = L.Browser.retina ? 2 : 1;
    Object.assign(this._container, { width: this._dense * x, height: this._dense * y });
    Object.assign(this._container.style, { width: `${x}px`, height: `${y}px` });
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this.redraw();
  },
  redraw() {
    if (!this._bounds) return;
    const brush = this._container.getContext("2d");
    const { x, y } = this._bounds.getSize();
    brush.setTransform(this._dense, 0, 0, this._dense, 0, 0);
    brush.clearRect(0, 0, x, y);
    this._paint(brush, this._bounds);
  },
});

/** A pattern to fill with, the same as in the legend. */
function makePattern(context, drawTile) {
  const tile = Object.assign(document.createElement("canvas"), { width: STEP, height: STEP });
  drawTile(tile.getContext("2d"));
  return context.createPattern(tile, "repeat");
}

function drawHatch(brush) {
  Object.assign(brush, { fillStyle: PAPER, strokeStyle: GREY, lineWidth: 1.6 });
  brush.fillRect(0, 0, STEP, STEP);
  for (const shift of [-STEP, 0, STEP]) {
    brush.moveTo(shift - 1, STEP + 1);
    brush.lineTo(shift + STEP + 1, -1);
  }
  brush.stroke();
}

/** Put areas on the map; `on` says what to do with a code when one is chosen, pointed at or left; none at all clears. */
export function makePicture(map, on) {
  const context = document.createElement("canvas").getContext("2d"); // to ask whether a place is in an area
  const hatch = makePattern(context, drawHatch);
  let drawn = null; // the paths that these are of
  let areas = new Map(); // path, box around it and look, by code
  let borders = new Path2D();
  let origin = [0, 0]; // what places are counted from, so that they keep their digits
  const fills = new Canvas(fill).addTo(map);
  const edges = new Canvas(drawEdges).addTo(map); // apart, since another view changes none of them

  /** Count in the units of paths; gives how many pixels one is, and the sides of what is in sight. */
  function measure(brush, { min, max }) {
    const scale = map.getZoomScale(map.getZoom(), ZOOM);
    const shift = map.latLngToLayerPoint(unproject(origin));
    brush.transform(scale, 0, 0, scale, shift.x - min.x, shift.y - min.y);
    return [scale, [min.x - shift.x, min.y - shift.y, max.x - shift.x, max.y - shift.y].map((side) => side / scale)];
  }

  function fill(brush, bounds) {
    const [scale, [west, north, east, south]] = measure(brush, bounds);
    hatch.setTransform(new DOMMatrix().scale(1 / scale));
    for (const { path, box, look } of areas.values()) {
      if (!look || box[0] > east || box[2] < west || box[1] > south || box[3] < north) continue;
      brush.globalAlpha = look.opacity;
      brush.fillStyle = look.colour ?? hatch;
      brush.fill(path, "evenodd");
    }
  }

  function drawEdges(brush, bounds) {
    const [scale] = measure(brush, bounds);
    brush.strokeStyle = EDGE;
    brush.lineWidth = Math.min(0.8, Math.max(0.1, (map.getZoom() - 6) / 5)) / scale; // thin where areas are small
    brush.stroke(borders);
  }

  function codeAt(latlng) {
    const [x, y] = project([latlng.lat, latlng.lng]).map((place, side) => place - origin[side]);
    for (const [code, { path, box }] of areas) {
      const near = box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3];
      if (near && context.isPointInPath(path, x, y, "evenodd")) return code;
    }
    return null;
  }

  const point = L.Util.throttle(({ latlng }) => {
    const code = codeAt(latlng);
    map.getContainer().classList.toggle("op-vlak", code !== null);
    if (code === null) on.leave();
    else on.point(code, latlng);
  }, REST);
  map.on("mousemove", point);
  map.on("mouseout", on.leave);
  map.on("click", ({ latlng }) => {
    const code = codeAt(latlng);
    if (code === null) on.clear();
    else on.choose(code);
  });

  /** Where the corners of a line are: x and y in turn, which takes a third of the time that pairs take. */
  function placeLine(line) {
    const corners = new Float64Array(2 * line.length);
    line.forEach((latlng, at) => {
      const [x, y] = project(latlng);
      corners[2 * at] = x - origin[0];
      corners[2 * at + 1] = y - origin[1];
    });
    return corners;
  }

  /** Make the path of an area, and the box around it; an arc with a negative number goes backwards. */
  function trace(polygons, lines) {
    const path = new Path2D();
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of polygons.flat(1)) {
      ring.forEach((n, part) => {
        const corners = lines[n < 0 ? ~n : n];
        const step = n < 0 ? -2 : 2;
        const first = n < 0 ? corners.length - 2 : 0;
        for (let at = first; at >= 0 && at < corners.length; at += step) {
          const x = corners[at];
          const y = corners[at + 1];
          if (at !== first) path.lineTo(x, y);
          else if (!part) path.moveTo(x, y);
          if (x < west) west = x;
          if (x > east) east = x;
          if (y < north) north = y;
          if (y > south) south = y;
        }
      });
      path.closePath();
    }
    return { path, box: [west, north, east, south], look: null };
  }

  return {
    reshape({ lines, paths, bounds }) {
      if (paths === drawn) return; // another zoom changes no path
      drawn = paths;
      origin = project(bounds[0]);
      const placed = lines.map(placeLine);
      areas = new Map(Object.entries(paths).map(([code, polygons]) => [code, trace(polygons, placed)]));
      borders = new Path2D();
      for (const corners of placed) {
        borders.moveTo(corners[0], corners[1]);
        for (let at = 2; at < corners.length; at += 2) borders.lineTo(corners[at], corners[at + 1]);
      }
      edges.redraw();
    },
    restyle(look) {
      for (const [code, area] of areas) area.look = look(code);
      fills.redraw();
    },
    widerThan(width) {
      const least = width / map.getZoomScale(map.getZoom(), ZOOM);
      return (code) => {
        const box = areas.get(code)?.box;
        return Boolean(box) && box[2] - box[0] >= least;
      };
    },
    bounds(code) {
      const corner = (x, y) => unproject([x + origin[0], y + origin[1]]);
      const box = areas.get(code)?.box;
      return box ? L.latLngBounds(corner(box[0], box[1]), corner(box[2], box[3])) : L.latLngBounds([]);
    },
  };
}
