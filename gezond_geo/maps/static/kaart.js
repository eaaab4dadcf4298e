/* global L */
// The map page: places what payload.json holds. Texts from the payload only ever go in with textContent.
(() => {
  "use strict";

  // ---------------------------------------------------------------- helpers

  const INK = "#17232e";
  const GOLD = "#f4b63f";
  const HATCH = "url(#arcering)";
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const data = unpack(JSON.parse(document.getElementById("payload").textContent));
  const byCode = new Map(data.buurten.map((buurt) => [buurt.code, buurt]));
  const byNumber = new Map(data.projecten.map((project) => [project.nr, project]));
  const byId = (id) => document.getElementById(id);

  /** Put repeated texts back: `~3` is the fourth of them, and `~~` a text that begins with `~` (`pagina._pack`). */
  function unpack({ teksten, inhoud }) {
    const place = (value) => {
      if (typeof value === "string" && value.startsWith("~")) {
        return value[1] === "~" ? value.slice(1) : teksten[Number(value.slice(1))];
      }
      if (value === null || typeof value !== "object") return value;
      for (const key of Object.keys(value)) value[key] = place(value[key]);
      return value;
    };
    return place(inhoud);
  }

  /** Keep a number on one line with its sign. */
  const keepTogether = (text) => text.replace(/€ (?=\d)/g, "€\u00a0").replace(/(\d) (?=%)/g, "$1\u00a0");

  /** Make an element; strings among the children become text nodes, null ones fall away. */
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") node.className = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(name, value);
    }
    const shown = children.filter((child) => child !== null);
    node.append(...shown.map((child) => (typeof child === "string" ? keepTogether(child) : child)));
    return node;
  }

  /** The same reduction of a name as `codes.normalise_name`. */
  function normalise(name) {
    return name
      .replace(/[’‘ʼ`´']/g, "")
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[^0-9a-z]+/g, " ")
      .trim()
      .replace(/^(?:het|t|de) /, "");
  }

  /** Whether text on this colour (#rrggbb) has to be white. */
  function isDark(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18;
  }

  /** A drawing of one shape. */
  function draw(name, viewBox, tag, attributes) {
    const [svg, part] = ["svg", tag].map((kind) => document.createElementNS("http://www.w3.org/2000/svg", kind));
    svg.setAttribute("class", name);
    svg.setAttribute("aria-hidden", "true");
    if (viewBox) svg.setAttribute("viewBox", viewBox);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    svg.append(part);
    return svg;
  }

  /** A patch of colour, or of hatching when there is none. */
  const patch = (colour) => draw("vlak", null, "rect", { width: "100%", height: "100%", fill: colour ?? HATCH });

  // ---------------------------------------------------------------- state

  const shapes = Object.keys(data.vormen);
  let shape = shapes[0];
  let view = data.groepen[0].weergaven[0];
  let selected = null; // code of the chosen buurt
  let chosen = null; // number of the chosen project

  const polygons = (code) => data.vormen[shape].vlakken[code] ?? [];
  const inGroups = (work) => data.groepen.forEach((group) => group.weergaven.forEach((id) => work(id, group)));

  /** The short value of a buurt in this view, or the reason that there is none. */
  function shortValue(buurt) {
    return buurt.cijfers_per_weergave[view] ?? buurt.redenen[0] ?? data.weergaven[view].zonder_label;
  }

  // ---------------------------------------------------------------- map

  const map = L.map("map_kaart", {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.1,
    zoomDelta: 0.75,
    wheelPxPerZoomLevel: 110,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    renderer: L.svg({ padding: 0.6 }),
  });
  window.map_kaart = map; // layers that a user adds in Python look for this name
  useIconFromStyle();
  L.control.attribution({ prefix: false }).addTo(map);
  L.control.zoom({ zoomInTitle: "Inzoomen", zoomOutTitle: "Uitzoomen" }).addTo(map);
  map.getContainer().setAttribute("aria-label", `Kaart van ${data.gemeente.naam}`);

  let fitted = null;
  function fit() {
    const bounds = L.latLngBounds(data.buurten.flatMap(({ code }) => polygons(code).flat(2)));
    map.setMaxBounds(null).setMinZoom(0).setMaxZoom(19);
    map.fitBounds(bounds, { padding: [10, 10], animate: false });
    map.setMinZoom(map.getZoom() - 0.5).setMaxZoom(map.getZoom() + (shape === "tegels" ? 2 : 6));
    map.setMaxBounds(bounds.pad(0.6));
    fitted = { centre: map.getCenter(), zoom: map.getZoom() };
  }
  const moved = () => map.getZoom() !== fitted.zoom || map.distance(map.getCenter(), fitted.centre) > 50;
  fit();

  /** Leaflet looks for its marker beside the page; ours is in the style, for the layers of users. */
  function useIconFromStyle() {
    const sample = el("div", { class: "leaflet-default-icon-path" });
    document.body.append(sample);
    const url = getComputedStyle(sample).backgroundImage.slice(5, -2);
    sample.remove();
    delete L.Icon.Default.prototype._getIconUrl;
    L.Icon.Default.mergeOptions({ iconUrl: url, iconRetinaUrl: url, shadowUrl: "" });
  }

  function addPane(name, order) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
    return { pane: name, renderer: L.svg({ pane: name, padding: 0.6 }), interactive: false, fill: false };
  }
  const rimPane = addPane("rand", 405);
  const focusPane = addPane("focus", 410);
  const markPane = addPane("keus", 420);
  addPane("namen", 590);

  let mouse = false; // whether a mouse points, which a finger does not
  for (const name of ["pointerover", "pointerdown"]) {
    map.getContainer().addEventListener(name, (event) => (mouse = event.pointerType === "mouse"), true);
  }

  const layers = new Map();
  for (const { code, naam } of data.buurten) {
    const layer = L.polygon(polygons(code), { color: "#fff", weight: 1, fillOpacity: 1 }).addTo(map);
    layer.on("click", () => select(code));
    layer.on("mouseover", (event) => mouse && point(code, event.latlng));
    layer.on("mousemove", (event) => mouse && tip.setLatLng(event.latlng));
    layer.on("mouseout", unpoint);
    const path = layer.getElement();
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", "-1");
    path.setAttribute("aria-pressed", "false");
    path.setAttribute("aria-label", naam);
    path.dataset.code = code;
    path.addEventListener("focus", () => path.matches(":focus-visible") && point(code));
    path.addEventListener("blur", unpoint);
    path.addEventListener("keydown", (event) => keyOnMap(event, code));
    layers.set(code, layer);
  }
  layers.get(data.buurten[0].code).getElement().setAttribute("tabindex", "0");

  /** The middle of a buurt as drawn; its point when this shape does not draw it. */
  function middle(code) {
    const bounds = layers.get(code).getBounds();
    return bounds.isValid() ? bounds.getCenter() : L.latLng(byCode.get(code).punt);
  }

  new ResizeObserver(() => {
    const keep = fitted && moved();
    map.invalidateSize({ animate: false });
    if (!keep) fit();
  }).observe(map.getContainer());

  const HomeControl = L.Control.extend({
    options: { position: "topleft" },
    onAdd() {
      const corners = "M1 5V1h4M11 1h4v4M15 11v4h-4M5 15H1v-4";
      const icon = draw("", "0 0 16 16", "path", {
        d: corners,
        fill: "none",
        stroke: "currentColor",
        "stroke-width": "2",
      });
      const name = "Toon de hele gemeente";
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
    const lines = [
      L.polyline([], { ...options, color: edge, weight: weight + 3, opacity: 0.9 }),
      L.polyline([], { ...options, color: colour, weight }),
    ].map((line) => line.addTo(map));
    return (latlngs) => lines.forEach((line) => line.setLatLngs(latlngs));
  }

  /** The outer border of areas together: the segments that no two of them share, chained into lines. */
  function outerBorder(codes) {
    const segments = new Map();
    for (const ring of codes.flatMap(polygons).flat(1)) {
      ring.forEach((from, at) => {
        const to = ring[(at + 1) % ring.length];
        const key = [String(from), String(to)].sort().join();
        if (String(from) !== String(to) && !segments.delete(key)) segments.set(key, [from, to]);
      });
    }
    const ends = new Map();
    for (const [key, segment] of segments) {
      for (const end of segment) ends.set(String(end), [...(ends.get(String(end)) ?? []), key]);
    }
    const lines = [];
    for (const [first, [start, next]] of segments) {
      segments.delete(first);
      const line = [start, next];
      for (let found = true; found;) {
        const last = String(line.at(-1));
        const key = ends.get(last).find((candidate) => segments.has(candidate));
        found = key !== undefined;
        if (found) {
          line.push(segments.get(key).find((end) => String(end) !== last));
          segments.delete(key);
        }
      }
      lines.push(line);
    }
    return lines;
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
  const selectLine = outline(markPane, GOLD, 4, INK);

  function drawOutlines() {
    rim.setLatLngs(outerBorder([...layers.keys()]));
    data.focusgebieden.forEach((area, at) => focusLines[at](outerBorder(area.buurten)));
    selectLine(selected ? closed([selected]) : []);
    projectLine(chosen === null ? [] : closed(byNumber.get(chosen).buurten.map(({ code }) => code)));
    pointLine([]);
  }

  // ---------------------------------------------------------------- pointing at a buurt

  const tip = L.tooltip({ direction: "top", offset: [0, -8], opacity: 1 });

  function point(code, latlng = middle(code)) {
    const buurt = byCode.get(code);
    tip.setContent(el("div", { class: "tip" }, el("strong", {}, buurt.naam), el("span", {}, shortValue(buurt))));
    tip.setLatLng(latlng).addTo(map);
    pointLine(closed([code]));
  }

  function unpoint() {
    tip.remove();
    pointLine([]);
  }

  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  /** Enter or space chooses; an arrow goes to the nearest buurt on that side. */
  function keyOnMap(event, code) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      select(code);
    }
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const here = map.latLngToLayerPoint(middle(code));
    let best = null;
    for (const other of layers.keys()) {
      const step = map.latLngToLayerPoint(middle(other)).subtract(here);
      const ahead = step.x * arrow[0] + step.y * arrow[1];
      const aside = Math.abs(step.x * arrow[1]) + Math.abs(step.y * arrow[0]);
      const cost = ahead + 2 * aside;
      if (ahead > 0 && aside <= ahead * 1.8 && (!best || cost < best.cost)) best = { other, cost };
    }
    if (best) stopAt(best.other).focus({ preventScroll: true });
    if (best && !map.getBounds().contains(middle(best.other))) map.panTo(middle(best.other), { animate: !calm });
  }

  /** Make one buurt the map's tab stop. */
  function stopAt(code) {
    layers.forEach((layer, other) => layer.getElement().setAttribute("tabindex", other === code ? "0" : "-1"));
    return layers.get(code).getElement();
  }

  // ---------------------------------------------------------------- projects and names on the map

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
      const longest = (lines) => Math.max(...lines.map((line) => line.length));
      ways.push(cuts.reduce((best, lines) => (longest(lines) < longest(best) ? lines : best)));
    }
    return [...ways, words, parts].map((lines) => lines.map((line) => line.trim()));
  }

  function drawSigns() {
    signs.clearLayers();
    const taken = drawPins();
    drawFocusNames(taken);
    drawNames(taken);
  }

  /** Where a project stands: at its own place when that is known, else once in each of its buurten. */
  function spotsOf({ punt, buurten }) {
    if (shape === "tegels") return (punt ? buurten.slice(0, 1) : buurten).map(({ code }) => middle(code));
    return (punt ? [punt] : buurten.map(({ code }) => byCode.get(code).punt)).map((spot) => L.latLng(spot));
  }

  /** Projects as numbered discs; those at one place stand side by side. */
  function drawPins() {
    const places = new Map();
    for (const project of data.projecten) {
      for (const spot of spotsOf(project)) {
        const key = String(spot);
        places.set(key, { spot, projects: [...(places.get(key)?.projects ?? []), project] });
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
      row.projects.map((project, at) => {
        const shift = L.point(row.x - row.x0 + (at - (row.projects.length - 1) / 2) * size, row.y - row.y0);
        addPin(project, row.spot, shift);
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

  function addPin(project, spot, shift) {
    const where = project.bij_benadering ? "plaats bij benadering" : "plaats bekend";
    const looks = ["speld", project.bij_benadering && "ring", project.nr === chosen && "aan", small() && "mini"];
    const pin = el(
      "button",
      {
        type: "button",
        class: looks.filter(Boolean).join(" "),
        "aria-label": `Project ${project.nr}: ${project.naam} (${where})`,
        onclick: () => choose(project.nr, true),
        onmouseenter: () => mouse && tipAt(spot, shift, project.naam, where),
        onmouseleave: () => tip.remove(),
        onfocus: () => pin.matches(":focus-visible") && tipAt(spot, shift, project.naam, where),
        onblur: () => tip.remove(),
      },
      String(project.nr),
    );
    L.DomEvent.disableClickPropagation(pin);
    pin.style.pointerEvents = "auto";
    pins.set(project.nr, [...(pins.get(project.nr) ?? []), pin]);
    place(spot, pin, shift, "markerPane");
  }

  function tipAt(spot, shift, ...lines) {
    tip.setContent(el("div", { class: "tip" }, el("strong", {}, lines[0]), el("span", {}, lines[1])));
    tip.setLatLng(map.layerPointToLatLng(map.latLngToLayerPoint(spot).add(shift).subtract([0, 6]))).addTo(map);
  }

  /** The names of focus areas: at the edge of the area or, with a line to it, at the nearest free spot. */
  function drawFocusNames(taken) {
    context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    const corner = map.containerPointToLayerPoint([0, 0]);
    const { x: wide, y: high } = map.getSize();
    const sight = { x0: corner.x, x1: corner.x + wide, y0: corner.y, y1: corner.y + high };
    for (const { naam, buurten } of data.focusgebieden) {
      const bounds = L.latLngBounds(buurten.flatMap((code) => polygons(code).flat(2)));
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

  /** Names of buurten where they fit inside their own border. */
  function drawNames(taken) {
    const size = Math.min(14, 10.5 + Math.max(0, map.getZoom() - fitted.zoom) * 1.5);
    context.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    const { klassen, klasse } = data.weergaven[view];
    for (const { code, naam, punt } of data.buurten) {
      const rings = polygons(code)
        .flat(1)
        .map((ring) => ring.map((spot) => map.latLngToLayerPoint(spot)));
      const spot = shape === "tegels" ? middle(code) : L.latLng(punt);
      const at = map.latLngToLayerPoint(spot);
      const tries = settings(naam).flatMap((lines) => [0, -18, 18].map((dy) => ({ lines, dy })));
      const fits = tries.find(({ lines, dy }) => {
        const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 4;
        const room = box(at.x, at.y + dy, width, lines.length * size * 1.12);
        const edge = [room.x0, at.x, room.x1].flatMap((x) => [room.y0, at.y + dy, room.y1].map((y) => ({ x, y })));
        return edge.every((corner) => inside(corner, rings)) && !taken.some((other) => overlap(room, other));
      });
      if (!fits) continue;
      const colour = klassen[klasse[code]]?.kleur;
      const tone = colour ? (isDark(colour) ? "licht" : "") : "gearceerd";
      const label = el("div", { class: `naam ${tone}`, "aria-hidden": "true" }, fits.lines.join("\n"));
      label.style.fontSize = `${size}px`;
      place(spot, label, L.point(0, fits.dy), "namen");
    }
  }

  map.on("zoomend", drawSigns);

  // ---------------------------------------------------------------- views, shapes, legend

  function radio(name, value, label, checked, work) {
    const input = el("input", {
      type: "radio",
      name,
      value,
      checked: checked ? "" : null,
      onchange: () => work(value),
    });
    return el("label", { class: "keus" }, input, el("span", {}, label));
  }

  function buildChoice() {
    const rows = new Map(
      data.groepen.map((group) => [
        group,
        el("div", { class: "groep", role: "group", "aria-label": group.label }, el("h3", {}, group.label)),
      ]),
    );
    inGroups((id, group) =>
      rows.get(group).append(radio("weergave", id, data.weergaven[id].label, id === view, setView)),
    );
    byId("weergaven").append(...rows.values());
    byId("vormen").hidden = shapes.length < 2;
    byId("vormen").append(...shapes.map((id) => radio("vorm", id, data.vormen[id].label, id === shape, setShape)));
    const button = byId("keuze-knop");
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    });
  }

  function setView(id) {
    view = id;
    byId("keuze-knop").replaceChildren("Weergave:", el("b", {}, data.weergaven[id].label));
    byId("keuze-knop").setAttribute("aria-expanded", "false");
    const { klassen, klasse } = data.weergaven[id];
    layers.forEach((layer, code) => {
      layer.setStyle({ fillColor: klassen[klasse[code]]?.kleur ?? HATCH });
      layer.getElement().setAttribute("aria-label", `${byCode.get(code).naam}: ${shortValue(byCode.get(code))}`);
    });
    drawLegend();
    drawSigns();
    drawPeek();
  }

  function setShape(id) {
    shape = id;
    layers.forEach((layer, code) => layer.setLatLngs(polygons(code)));
    byId("vorm-noot").textContent = data.vormen[id].noot ?? "";
    background?.toggle();
    fit();
    drawOutlines();
    drawSigns();
  }

  function drawLegend() {
    const { label, uitleg, klassen, zonder, zonder_label, referentie, bron, jaar, schatting } = data.weergaven[view];
    const count = (number) => el("span", { class: "aantal" }, number === 1 ? "1 buurt" : `${number} buurten`);
    byId("legenda-kop").textContent = label;
    byId("legenda-uitleg").textContent = uitleg;
    const rows = klassen.map((row) =>
      el("li", {}, patch(row.kleur), el("span", { class: "label" }, row.label), count(row.aantal)),
    );
    if (zonder) {
      rows.push(
        el("li", { class: "zonder" }, patch(null), el("span", { class: "label" }, zonder_label), count(zonder)),
      );
    }
    byId("legenda-klassen").replaceChildren(...rows);
    const source = [bron && `Bron: ${bron}`, jaar, schatting && "schatting"].filter(Boolean).join(" · ");
    byId("legenda-bron").replaceChildren(...[referentie, source].filter(Boolean).flatMap((line) => [line, el("br")]));
  }

  function buildKey() {
    const mark = (name) => el("span", { class: name, "aria-hidden": "true" });
    const placed = data.projecten.filter((project) => spotsOf(project).length);
    const rows = [
      data.focusgebieden.some(({ deel }) => !deel) && ["lijn", "focusgebied"],
      data.focusgebieden.some(({ deel }) => deel) && ["lijn deel", "focusgebied: deel van de buurt"],
      placed.some(({ bij_benadering }) => !bij_benadering) && ["speld", "project, plaats bekend"],
      placed.some(({ bij_benadering }) => bij_benadering) && ["speld ring", "project, plaats bij benadering"],
    ];
    byId("legenda-tekens").append(...rows.filter(Boolean).map(([name, text]) => el("li", {}, mark(name), text)));
  }

  // ---------------------------------------------------------------- background, only after a click

  function makeBackground() {
    const { url, bron } = data.achtergrond;
    const host = new URL(url.replace(/[{}]/g, "")).host;
    const escaped = el("span", {}, bron).innerHTML;
    const tiles = L.tileLayer(url, { attribution: escaped, maxZoom: 19 });
    let wanted = false;
    const button = el("button", { type: "button", class: "knop", "aria-pressed": "false" }, "Straten als achtergrond");
    const toggle = () => {
      const on = wanted && shape !== "tegels";
      byId("achtergrond").hidden = shape === "tegels";
      button.setAttribute("aria-pressed", String(wanted));
      button.textContent = wanted ? "Zonder achtergrond" : "Straten als achtergrond";
      if (on) tiles.addTo(map);
      else tiles.remove();
      layers.forEach((layer) => layer.setStyle({ fillOpacity: on ? 0.72 : 1 }));
    };
    button.addEventListener("click", () => {
      wanted = !wanted;
      toggle();
    });
    byId("achtergrond").append(
      button,
      `Uw browser haalt dan kaartbeelden op bij ${host}; die ziet dat u kijkt en naar welke plek.`,
    );
    return { toggle };
  }
  const background = data.achtergrond && makeBackground();

  // ---------------------------------------------------------------- panel: a buurt

  /** Choose a buurt: on the map, in the panel and for those who listen. */
  function select(code) {
    const buurt = byCode.get(code);
    if (selected) layers.get(selected).getElement().setAttribute("aria-pressed", "false");
    selected = code;
    stopAt(code).setAttribute("aria-pressed", "true");
    drawOutlines();
    showTab("buurt");
    const panel = byId("vak-buurt");
    panel.classList.remove("leeg");
    panel.replaceChildren(...describe(buurt));
    panel.scrollTop = 0;
    drawPeek();
    byId("status").textContent = `${buurt.naam}: ${shortValue(buurt)}. De cijfers staan in het paneel.`;
  }

  function describeStart() {
    const steps = [
      `Klik of tik op een buurt in de kaart, of zoek haar hierboven op naam.`,
      "U leest dan eerst de echte cijfers, daarna wat goed gaat en wat stapelt.",
      "Kies bij ‘Wat wilt u zien?’ een ander onderwerp; de uitleg staat onder de kaart.",
    ];
    return [
      el("h2", {}, "Kies een buurt"),
      el("ol", { class: "stappen" }, ...steps.map((step) => el("li", {}, step))),
      ...(data.focusgebieden.length ? [el("h3", {}, "Of begin bij een focusgebied")] : []),
      ...data.focusgebieden.map(({ naam, buurten, noot }) =>
        el(
          "div",
          { class: "begin" },
          el("div", { class: "rij" }, ...buurten.map((code) => link(code, naam))),
          noot ? el("p", { class: "klein" }, noot) : null,
        ),
      ),
    ];
  }

  const link = (code, text) => el("button", { type: "button", class: "schakel", onclick: () => show(code) }, text);

  /** Choose a buurt from a list and bring it into sight. */
  function show(code) {
    select(code);
    if (!map.getBounds().contains(middle(code))) map.panTo(middle(code), { animate: !calm });
  }

  const points = (kind, items) => el("ul", { class: `punten ${kind}` }, ...items.map((item) => el("li", {}, item)));
  const section = (title, ...content) => [el("h3", {}, title), ...content];

  /** A sentence with the number that it opens with in bold. */
  function sentence(text) {
    const number = /^(?:€\s*)?\d(?:[\d.,\s]*\d)?(?:\s*%)?/.exec(text)?.[0] ?? "";
    return el("p", { class: "tekst" }, el("strong", {}, number), text.slice(number.length));
  }

  function bar({ positie, woorden }) {
    const dot = el("span");
    dot.style.left = `${positie}%`;
    return el(
      "div",
      { class: "balk", role: "img", "aria-label": woorden ?? `positie ${Math.round(positie)} van 100` },
      dot,
    );
  }

  /** What the left and right end of the bars below mean. */
  function scale(ends) {
    if (!ends) return null;
    const [low, high] = ends;
    const words = [low, "midden", high];
    return el("p", { class: "as", "aria-hidden": "true" }, ...words.map((word) => el("span", {}, word)));
  }

  function figures(buurt) {
    const themes = Map.groupBy
      ? Map.groupBy(buurt.cijfers, ({ thema }) => thema)
      : buurt.cijfers.reduce((all, row) => all.set(row.thema, [...(all.get(row.thema) ?? []), row]), new Map());
    return [...themes].flatMap(([theme, rows]) => {
      const shared = rows.every(({ bron }) => bron === rows[0].bron) ? rows[0].bron : null;
      return [
        el("h4", {}, data.weergaven[theme]?.label ?? theme, shared ? el("span", {}, shared) : null),
        scale(data.weergaven[theme]?.schaal),
        ...rows.map((row) =>
          el(
            "div",
            { class: "cijfer" },
            sentence(row.tekst),
            el("p", { class: "vergelijk" }, [row.vergelijk, shared ? null : row.bron].filter(Boolean).join(" · ")),
            row.positie === null ? null : bar(row),
            row.woorden ? el("p", { class: "woorden" }, row.woorden) : null,
          ),
        ),
      ];
    });
  }

  function describe(buurt) {
    const where = [buurt.wijk, buurt.stadsdeel && `stadsdeel ${buurt.stadsdeel}`].filter(Boolean).join(" · ");
    const sources = [...new Set(buurt.cijfers.map(({ bron }) => bron))];
    return [
      el("h2", {}, buurt.naam),
      where ? el("p", { class: "ligging" }, where) : null,
      el("ul", { class: "feiten" }, ...buurt.kop.map((fact) => el("li", {}, fact))),
      buurt.redenen.length
        ? el("ul", { class: "let-op" }, ...buurt.redenen.map((reason) => el("li", {}, reason)))
        : null,
      ...(buurt.cijfers.length ? section("De cijfers", el("div", { class: "cijfers" }, ...figures(buurt))) : []),
      ...(buurt.goed.length ? section("Wat goed gaat", points("goed", buurt.goed)) : []),
      ...(buurt.stapelt.length ? section("Wat stapelt", points("stapelt", buurt.stapelt)) : []),
      buurt.samenvatting ? el("p", { class: "samenvatting" }, buurt.samenvatting) : null,
      ...(buurt.focusgebied ? section("Focusgebied", el("p", {}, buurt.focusgebied)) : []),
      ...(buurt.duiding.length ? section("Wie de buurt kent, zegt", ...buurt.duiding.map(voice)) : []),
      ...(data.projecten.length ? section("Projecten en geld", ...money(buurt)) : []),
      ...(sources.length
        ? section(
            "Bronnen van deze cijfers",
            el("ul", { class: "klein" }, ...sources.map((text) => el("li", {}, text))),
          )
        : []),
    ].filter(Boolean);
  }

  function voice({ tekst, bron, datum }) {
    return el(
      "blockquote",
      {},
      el("p", {}, tekst),
      el("p", { class: "klein" }, [bron, datum].filter(Boolean).join(", ")),
    );
  }

  const CERTAINTY = {
    naam: "de plaats staat in de naam van het project",
    document: "de plaats staat in het document van de gemeente",
    bron: "de plaats komt uit een andere bron",
    waarschijnlijk: "waarschijnlijke plaats",
  };

  /** How sure a place is, in words; what the payload adds after the comma stays. */
  function certainty(text) {
    const [first, ...rest] = text.split(", ");
    return [CERTAINTY[first] ?? first, ...rest].join(", ");
  }

  function money(buurt) {
    const rows = buurt.projecten.map(({ nr, euro, zekerheid }) => {
      const title = el("span", { class: "titel" }, byNumber.get(nr)?.naam ?? "");
      const head = el(
        "button",
        { type: "button", class: "project-kop", onclick: () => choose(nr, false) },
        number(nr),
        title,
        el("span", { class: "bedrag" }, euro),
      );
      return el("li", {}, head, el("p", { class: "klein project-rest" }, certainty(zekerheid)));
    });
    return [
      el("p", { class: "klein" }, "Alleen gebiedsgebonden geld."),
      rows.length ? el("ul", { class: "projecten" }, ...rows) : null,
      ...buurt.euro.map((line) => el("p", { class: "klein" }, line)),
    ].filter(Boolean);
  }

  // ---------------------------------------------------------------- panel: the projects

  const number = (nr) => el("span", { class: "nummer" }, String(nr));

  function buildProjects() {
    if (!data.projecten.length) return;
    const [area, other] = [true, false].map((here) => data.projecten.filter(({ gebied }) => gebied === here));
    byId("tab-projecten").textContent = `Projecten (${data.projecten.length})`;
    byId("vak-projecten").append(
      el("h2", {}, "Projecten"),
      ...data.euro_totaal.map((line) => el("p", { class: "klein" }, line)),
      ...(area.length ? section("In een gebied", el("ul", { class: "projecten" }, ...area.map(card))) : []),
      ...(other.length
        ? section("Voor de hele stad of voor een groep", el("ul", { class: "projecten" }, ...other.map(card)))
        : []),
    );
  }

  function card(project) {
    const noted = (text, note) => text && (note ? `${text} (${note})` : text);
    const head = [
      number(project.nr),
      el("span", { class: "titel" }, project.naam),
      el("span", { class: "bedrag" }, project.euro),
    ];
    const kinds = [noted(project.dimensie, project.dimensie_noot), noted(project.thema, project.thema_noot)];
    const lines = [kinds, [project.doelgroep, project.status], [project.plaats]]
      .map((parts) => parts.filter(Boolean).join(" · "))
      .filter(Boolean);
    const places = project.buurten.map(({ code, naam, euro, zekerheid }) => {
      const button = link(code, naam);
      button.title = `${euro} · ${certainty(zekerheid)}`;
      return button;
    });
    return el(
      "li",
      { id: `project-${project.nr}` },
      spotsOf(project).length
        ? el(
            "button",
            {
              type: "button",
              class: "project-kop",
              title: "Toon op de kaart",
              onclick: () => choose(project.nr, false),
            },
            ...head,
          )
        : el("div", { class: "project-kop" }, ...head),
      el(
        "div",
        { class: "project-rest klein" },
        ...lines.map((line) => el("p", {}, line)),
        places.length ? el("div", { class: "rij" }, ...places) : null,
      ),
    );
  }

  /** Choose a project: from the map the list answers, from a list the map does. */
  function choose(nr, fromMap) {
    if (chosen !== null) byId(`project-${chosen}`).classList.remove("aan");
    pins.get(chosen)?.forEach((pin) => pin.classList.remove("aan"));
    chosen = nr;
    const item = byId(`project-${nr}`);
    const { naam, buurten } = byNumber.get(nr);
    item.classList.add("aan");
    pins.get(nr)?.forEach((pin) => pin.classList.add("aan"));
    drawOutlines();
    showTab("projecten");
    item.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    const area = L.latLngBounds(buurten.flatMap(({ code }) => polygons(code).flat(2)));
    if (!fromMap && area.isValid()) {
      if (!map.getBounds().contains(area)) map.fitBounds(area, { maxZoom: map.getZoom(), animate: !calm });
    }
    byId("status").textContent = `Project ${nr}: ${naam}.`;
  }

  // ---------------------------------------------------------------- tabs

  // Where no projects are known, the page has no tabs.
  const tabs = data.projecten.length ? ["buurt", "projecten"] : [];

  function showTab(name) {
    for (const id of tabs) {
      byId(`tab-${id}`).setAttribute("aria-selected", String(id === name));
      byId(`tab-${id}`).setAttribute("tabindex", id === name ? "0" : "-1");
      byId(`vak-${id}`).hidden = id !== name;
    }
  }

  for (const id of tabs) {
    byId(`tab-${id}`).addEventListener("click", () => showTab(id));
    byId(`tab-${id}`).addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = tabs.find((name) => name !== id);
      showTab(other);
      byId(`tab-${other}`).focus();
    });
  }

  // ---------------------------------------------------------------- search

  function buildSearch() {
    const input = byId("zoek");
    const list = byId("zoek-lijst");
    const sorted = [...data.buurten].sort((a, b) => a.naam.localeCompare(b.naam, "nl"));
    let active = -1;

    function find(text) {
      const wanted = normalise(text);
      if (!wanted) return sorted.map((buurt) => ({ buurt }));
      const rank = (name) =>
        name === wanted
          ? 0
          : name.startsWith(wanted)
            ? 1
            : name.includes(` ${wanted}`)
              ? 2
              : name.includes(wanted)
                ? 3
                : 9;
      return sorted
        .map((buurt) => {
          const own = rank(normalise(buurt.naam));
          const alias = buurt.zoek.map((name) => ({ name, order: rank(name) })).sort((a, b) => a.order - b.order)[0];
          return {
            buurt,
            order: Math.min(own, alias?.order ?? 9),
            alias: alias && alias.order < own ? alias.name : null,
          };
        })
        .filter(({ order }) => order < 9)
        .sort((a, b) => a.order - b.order);
    }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function open() {
      const found = find(input.value);
      list.replaceChildren(
        ...found.map(({ buurt, alias }, at) =>
          el(
            "li",
            {
              role: "option",
              id: `keus-${at}`,
              "aria-selected": "false",
              "data-code": buurt.code,
              onmousedown: (event) => event.preventDefault(),
              onclick: () => take(buurt.code),
            },
            el("span", {}, buurt.naam),
            el("span", {}, alias ? `ook: ${alias}` : (buurt.wijk ?? "")),
          ),
        ),
      );
      active = -1;
      list.hidden = !found.length;
      byId("zoek-niets").hidden = found.length > 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    function move(step) {
      if (list.hidden) open();
      const items = [...list.children];
      if (!items.length) return;
      active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
      items.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
      items[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[active].id);
    }

    function take(code) {
      input.value = byCode.get(code).naam;
      close();
      show(code);
    }

    input.addEventListener("input", open);
    input.addEventListener("click", () => {
      input.select();
      open();
    });
    input.addEventListener("blur", () => {
      close();
      byId("zoek-niets").hidden = true;
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        const item = list.children[Math.max(active, 0)];
        if (!list.hidden && item) take(item.dataset.code);
      } else if (event.key === "Escape") {
        close();
      }
    });
  }

  // ---------------------------------------------------------------- small screens: the choice at the bottom of the screen

  let panelSeen = false;

  function drawPeek() {
    const peek = byId("kijkje");
    peek.hidden = !selected || panelSeen;
    if (!selected) return;
    const buurt = byCode.get(selected);
    peek.replaceChildren(el("strong", {}, buurt.naam), el("small", {}, shortValue(buurt)), el("span", {}, "Lees meer"));
  }

  byId("kijkje").addEventListener("click", () => byId("paneel").scrollIntoView({ behavior: calm ? "auto" : "smooth" }));
  new IntersectionObserver(
    ([entry]) => {
      panelSeen = entry.isIntersecting;
      drawPeek();
    },
    { rootMargin: "0px 0px -160px 0px" },
  ).observe(byId("paneel"));

  // ---------------------------------------------------------------- below the map, print, start

  function buildRest() {
    const items = (lines) => lines.map((line) => el("li", {}, line));
    byId("leeswijzer-lijst").append(
      ...data.leeswijzer.map(({ kop, tekst }) => el("div", {}, el("h3", {}, kop), el("p", {}, tekst))),
    );
    byId("bronnen-lijst").append(...items(data.bronnen));
    byId("meldingen-lijst").append(...items(data.meldingen));
    byId("meldingen").hidden = !data.meldingen.length;
    byId("naar-meldingen").hidden = !data.meldingen.length;
    byId("naar-meldingen").textContent =
      data.meldingen.length === 1 ? "1 melding" : `${data.meldingen.length} meldingen`;
    byId("voettekst").textContent = data.voettekst;
  }

  /** On paper the map is as wide as an A4 sheet allows. */
  function resizeForPaper(width, height) {
    Object.assign(map.getContainer().style, { width, height, flex: width && "none" });
    map.invalidateSize({ animate: false });
    fit();
  }
  addEventListener("beforeprint", () => resizeForPaper("690px", "500px"));
  addEventListener("afterprint", () => resizeForPaper("", ""));

  new ResizeObserver(() => document.body.style.setProperty("--kop", `${byId("kop").offsetHeight}px`)).observe(
    byId("kop"),
  );
  buildChoice();
  buildKey();
  buildProjects();
  buildSearch();
  buildRest();
  byId("vak-buurt").classList.add("leeg");
  byId("vak-buurt").append(...describeStart());
  setShape(shape);
  setView(view);
})();
