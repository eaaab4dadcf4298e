// "Samen wegen": a participant divides points, and everything on it moves at once; the codes of all beside each other.

import { data, dutch, number, t } from "./data.js";
import { announce, button, byId, el, goTo, HATCH, svg } from "./dom.js";
import { agreementOf, codes, colourOfScore, groupsOf, letter, listOf, meeting, ownPoints, themes } from "./meeting.js";
import { sketchOf } from "./sketch.js";
import { adjust, change, choose, onChange, state } from "./state.js";
import { faultOf, pairsOf, pointsOfPairs, readPoints, toAddress, WHOLE, writeCode } from "./weights.js";

const [STEP, SHOWN] = [5, 15]; // points of a button; rows before the rest is asked for
const INK = "#17232e";

let all = false; // whether the whole list is shown
const answers = []; // of the pairs: a, b, or nothing for a draw

const others = () => state.codes.map(readPoints);
const part = (id, title, ...content) => el("section", { class: "vak", id }, el("h3", {}, title), ...content);

// ---------------------------------------------------------------- points

function setPoint(at, value) {
  const points = ownPoints();
  points[at] = Math.max(0, Math.min(WHOLE, Math.round(value) || 0));
  adjust({ punten: toAddress(points) });
}

function pointRow({ id, naam }, at) {
  const turn = (by) => () => setPoint(at, ownPoints()[at] + by);
  const box = el("input", {
    id: `punten-${id}`, type: "number", min: 0, max: WHOLE, step: 1, inputmode: "numeric",
    oninput: () => box.value !== "" && setPoint(at, Number(box.value)),
    onblur: () => (box.value = ownPoints()[at]),
  });
  return el(
    "div",
    { class: "puntrij" },
    el("label", { for: box.id }, naam),
    button({ class: "knop stap", "data-minder": id, "aria-label": t("overleg_minder", { thema: naam, stap: STEP }), onclick: turn(-STEP) }, "−"),
    box,
    button({ class: "knop stap", "data-meer": id, "aria-label": t("overleg_meer", { thema: naam, stap: STEP }), onclick: turn(STEP) }, "+"),
    el("div", { class: "puntbalk", "aria-hidden": "true" }, el("i")),
  );
}

function pairRow([a, b], at) {
  const option = (value, label) => {
    const box = el("input", { type: "radio", name: `paar-${at}`, value, onchange: () => { answers[at] = value; adjust({ punten: toAddress(pointsOfPairs(themes.length, answers)) }); } });
    box.checked = value === "";
    return el("label", { class: "keus" }, box, el("span", {}, label));
  };
  const label = t("overleg_paar", { a: themes[a].naam, b: themes[b].naam });
  return el("fieldset", {}, el("legend", {}, label), option("a", themes[a].naam), option("", t("overleg_even")), option("b", themes[b].naam));
}

function buildPoints() {
  const pairs = el("div", { id: "overleg-paren", hidden: "" }, el("p", { class: "klein" }, t("overleg_paren_uitleg")), ...pairsOf(themes.length).map(pairRow));
  const fold = button({ class: "knop", id: "overleg-paren-knop", "aria-expanded": "false", "aria-controls": pairs.id, onclick: () => {
    pairs.hidden = !pairs.hidden;
    fold.setAttribute("aria-expanded", String(!pairs.hidden));
  } }, t("overleg_paren"));
  return part(
    "overleg-punten", t("overleg_punten"),
    ...themes.map(pointRow),
    el("p", { class: "klein", id: "overleg-over", role: "status" }),
    el("h3", {}, t("overleg_code")),
    el("p", { id: "overleg-code", class: "code" }),
    el("p", { class: "klein" }, t("overleg_code_uitleg", { aantal: themes.length })),
    el("div", { class: "knoppen" }, button({ class: "knop vol", id: "overleg-doorgeven", onclick: passOn }, t("overleg_doorgeven")), fold),
    pairs,
  );
}

function drawPoints() {
  const points = ownPoints();
  const left = WHOLE - points.reduce((sum, one) => sum + one, 0);
  themes.forEach(({ id }, at) => {
    const box = byId(`punten-${id}`);
    if (document.activeElement !== box || Number(box.value) !== points[at]) box.value = points[at];
    box.closest(".puntrij").querySelector("i").style.width = `${points[at]}%`;
  });
  byId("overleg-over").textContent = left === 0 ? t("overleg_vol") : t(left > 0 ? "overleg_over" : "overleg_te_veel", { aantal: Math.abs(left) });
  byId("overleg-code").textContent = writeCode(points);
  byId("overleg-doorgeven").disabled = left !== 0 || state.codes.length >= meeting.meeste;
}

/** Put one's own code under those of the others. */
function passOn() {
  change({ codes: [...state.codes, toAddress(ownPoints())] });
  announce(t("overleg_doorgegeven", { letter: letter(state.codes.length - 1) }));
}

// ---------------------------------------------------------------- map and list

/** The map with these points: a drawing of its own, so that the one above keeps its view. */
function buildMap() {
  const drawing = sketchOf(data.buurten.map(({ code }) => code), 320, 3);
  const paths = [...(drawing?.paths ?? [])].map(([code, d]) => svg("path", { "data-overleg": code, d, "fill-rule": "evenodd" }));
  const patches = meeting.kleuren.map((colour) => {
    const node = el("i", { class: "vakje" });
    node.style.background = colour;
    return node;
  });
  return part(
    "overleg-kaart", t("overleg_kaart"),
    drawing ? svg("svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "img", "aria-label": t("overleg_kaart") }, svg("g", {}, ...paths)) : null,
    el("p", { class: "klein schaal", "aria-hidden": "true" }, t("overleg_minder_samen"), ...patches, t("overleg_meer_samen")),
    el("p", { class: "klein" }, t("overleg_kaart_uitleg", { eerste: meeting.eerste })),
  );
}

function drawMap(rows) {
  const byBuurt = new Map(rows.map((row) => [row.buurt.code, row]));
  const drawing = byId("overleg-kaart").querySelector("g");
  if (!drawing) return;
  for (const path of [...drawing.children]) {
    const row = byBuurt.get(path.dataset.overleg);
    const first = row !== undefined && row.rank <= meeting.eerste;
    path.setAttribute("fill", row ? colourOfScore(row.score) : HATCH);
    path.setAttribute("stroke", first ? INK : "#8a939b");
    path.setAttribute("stroke-width", first ? 2.2 : 0.6);
    if (first) drawing.append(path); // its outline over those of its neighbours
  }
}

/** Where a buurt stands with each code, and with one's own points. */
function strip({ rank, places }) {
  const x = (place) => 6 + ((place - 1) / (codes.length - 1)) * 128;
  const spread = places.length ? [svg("line", { class: "bereik", x1: x(Math.min(...places)), x2: x(Math.max(...places)), y1: 9, y2: 9 })] : [];
  const label = t("overleg_plaats_bij", { eigen: rank, anderen: places.map((place, at) => `${letter(at)} ${place}`).join(", ") });
  return svg(
    "svg",
    { class: "strook", viewBox: "0 0 140 18", width: 140, height: 18, role: "img", "aria-label": label },
    svg("rect", { class: "eerste", x: 0, y: 0, width: x(meeting.eerste + 0.5), height: 18 }),
    svg("line", { class: "as", x1: 0, x2: 140, y1: 9, y2: 9 }),
    ...spread,
    ...places.map((place) => svg("circle", { class: "ander", cx: x(place), cy: 9, r: 4 })),
    svg("circle", { class: "eigen", cx: x(rank), cy: 9, r: 4.6 }),
  );
}

const sayMoved = (moved) => (moved === 0 ? t("overleg_gelijk") : `${moved > 0 ? "▲" : "▼"} ${Math.abs(moved)}`);
const sayMovedAloud = (moved) => (moved === 0 ? t("overleg_gelijk") : t(moved > 0 ? "overleg_hoger" : "overleg_lager", { aantal: Math.abs(moved) }));

function listRow(row, next, participants) {
  const last = row.rank <= meeting.eerste && (next?.rank ?? Infinity) > meeting.eerste;
  return el(
    "tr",
    { class: last ? "grens" : null, "data-overleg-rij": row.buurt.code },
    el("td", { class: "n" }, String(row.rank)),
    el("th", { scope: "row" }, button({ class: "naam", lang: dutch, onclick: () => { choose(row.buurt.code); goTo(byId("buurt")); } }, row.buurt.roepnaam)),
    el("td", { class: "schuift" }, el("span", { "aria-hidden": "true" }, sayMoved(row.moved)), el("span", { class: "alleen-voorlezen" }, sayMovedAloud(row.moved))),
    participants > 0 && el("td", { class: "plaatsen" }, strip(row)),
    participants > 1 && el("td", { class: "n bij" }, t("overleg_van", { aantal: row.chosen, geheel: participants })),
  );
}

function drawRows(rows) {
  const participants = state.codes.length;
  const shown = all ? rows : rows.slice(0, SHOWN);
  const head = (label, kind) => el("th", { scope: "col", class: kind }, label);
  const table = el(
    "table",
    {},
    el("caption", { class: "alleen-voorlezen" }, t("overleg_lijst")),
    el("thead", {}, el("tr", {},
      head(t("overleg_nr"), "n"), head(t("buurt"), ""), head(t("overleg_schuift"), ""),
      participants > 0 && head(t("overleg_plaats", { aantal: codes.length }), "plaatsen"),
      participants > 1 && head(t("overleg_bij", { eerste: meeting.eerste }), "n bij"))),
    el("tbody", {}, ...shown.map((row, at) => listRow(row, rows[at + 1], participants))),
  );
  const more = !all && rows.length > SHOWN && button({ class: "knop smal", id: "overleg-alles", onclick: () => {
    all = true;
    draw();
    byId("overleg-rijen").querySelectorAll("tbody button")[SHOWN].focus();
  } }, t("overleg_alles", { aantal: rows.length }));
  byId("overleg-rijen").replaceChildren(...[table, el("p", { class: "klein" }, t("overleg_lijst_uitleg")), more].filter(Boolean));
}

// ---------------------------------------------------------------- codes of all

function buildCodes() {
  const box = el("textarea", { id: "overleg-codes", rows: 5, spellcheck: "false", oninput: () => readCodes(false), onchange: () => readCodes(true) });
  return part(
    "overleg-deelnemers", t("overleg_codes"),
    el("label", { for: box.id, class: "klein" }, t("overleg_codes_uitleg", { meeste: meeting.meeste })),
    box,
    el("div", { role: "status" }, el("ul", { id: "overleg-fouten" })),
  );
}

/** Read the box; what is wrong is said when it is left, and not while a code is being typed. */
function readCodes(left) {
  const lines = byId("overleg-codes").value.split(/\n|;/).filter((line) => line.trim());
  const read = lines.map(readPoints);
  const faults = read.map((points) => faultOf(points, themes.length));
  const messages = faults.flatMap((fault, at) => (fault ? [t("overleg_regel", { regel: at + 1 }) + t(...fault)] : []));
  const right = read.filter((_, at) => !faults[at]).map(toAddress);
  if (right.length > meeting.meeste) messages.push(t("overleg_te_vol", { meeste: meeting.meeste }));
  if (left || !messages.length) byId("overleg-fouten").replaceChildren(...messages.map((text) => el("li", {}, text)));
  adjust({ codes: right.slice(0, meeting.meeste) });
}

/** What the box holds follows the address, unless someone is at work in it. */
function drawCodes() {
  const box = byId("overleg-codes");
  if (document.activeElement !== box) box.value = others().map(writeCode).join("\n");
}

/** The points of each theme by who gave them; letters at the same points stand together. */
function spreadRow({ naam }, at, given, most) {
  const x = (points) => 12 + (points / most) * 276;
  const who = new Map();
  given.forEach((points, one) => who.set(points[at], `${who.get(points[at]) ?? ""}${letter(one)}`));
  const marks = [...who].sort(([a], [b]) => a - b);
  const [low, high] = [marks[0][0], marks.at(-1)[0]];
  const label = t("overleg_punten_bij", { thema: naam, laag: low, hoog: high, wie: marks.map(([points, letters]) => `${letters} ${points}`).join(", ") });
  return el(
    "div",
    { class: "spreiding" },
    el("span", { "aria-hidden": "true" }, naam),
    svg("svg", { viewBox: "0 0 300 24", width: 300, height: 24, role: "img", "aria-label": label },
      svg("line", { class: "as", x1: 12, x2: 288, y1: 12, y2: 12 }),
      svg("line", { class: "bereik", x1: x(low), x2: x(high), y1: 12, y2: 12 }),
      ...marks.flatMap(([points, letters]) => {
        const width = 9 + letters.length * 8;
        return [
          svg("rect", { class: "merk", x: x(points) - width / 2, y: 3, width, height: 18, rx: 9 }),
          svg("text", { x: x(points), y: 16.5, "text-anchor": "middle" }, letters),
        ];
      })),
    el("span", { class: "n" }, low === high ? String(low) : t("overleg_tot", { laag: low, hoog: high })),
  );
}

function drawAnswer(rows) {
  const given = others();
  const box = byId("overleg-antwoord");
  if (given.length < 2) {
    box.replaceChildren(el("p", { class: "klein" }, t("overleg_wacht")));
    return;
  }
  const { everyone, some, nobody } = groupsOf(rows, given.length);
  const names = (list) => list.map(({ buurt }) => buurt.roepnaam).join(", ");
  const counts = { iedereen: everyone.length, sommigen: some.length, niemand: nobody, eerste: meeting.eerste };
  const verdict = !some.length ? "overleg_nee" : everyone.length ? "overleg_deels" : "overleg_ja";
  const { w, chance } = agreementOf(given);
  const most = Math.max(...given.flat(), 10);
  const squares = [["iedereen", everyone.length], ["sommigen", some.length], ["niemand", nobody]].flatMap(([kind, count]) => Array.from({ length: count }, () => el("i", { class: kind })));
  const follows = everyone.length ? t("overleg_vast", { namen: names(everyone) }) : null;
  box.replaceChildren(
    part("overleg-keuze", t("overleg_verandert"),
      el("p", { class: "antwoordzin" }, el("b", {}, t(verdict)), ` ${t(`${verdict}_zin`, counts)}`),
      el("div", { class: "blokjes", "aria-hidden": "true" }, ...squares),
      el("p", { class: "klein" }, t("overleg_telling", counts)),
      follows && el("p", { lang: dutch }, follows),
      some.length ? el("p", { lang: dutch }, t("overleg_gesprek", { namen: names(some) })) : null),
    part("overleg-eens", t("overleg_eens"), ...themes.map((theme, at) => spreadRow(theme, at, given, most)),
      el("p", { class: "klein" }, t("overleg_w", { w: number(w, 2), laag: number(chance[0], 2), hoog: number(chance[1], 2) }),
        " ", el("b", {}, t(w > chance[1] ? "overleg_w_meer" : "overleg_w_toeval"))),
      el("p", { class: "klein", lang: dutch }, data.voettekst)),
  );
}

// ---------------------------------------------------------------- together

function build() {
  byId("overleg-inhoud").replaceChildren(
    el("div", { class: "overleg" }, buildPoints(), buildMap(), part("overleg-lijst", t("overleg_lijst"), el("div", { id: "overleg-rijen" }))),
    el("div", { class: "overleg codes" }, buildCodes(), el("div", { id: "overleg-antwoord", class: "antwoorden" })),
  );
  draw();
}

function draw() {
  if (!byId("overleg-rijen")) return;
  const points = ownPoints();
  drawPoints();
  drawCodes();
  const rows = listOf(points.some((one) => one > 0) ? points : themes.map(() => 1), others());
  drawMap(rows);
  drawRows(rows);
  drawAnswer(rows);
}

const begun = () => Boolean(state.punten || state.codes.length);

export function buildMeeting() {
  const section = byId("overleg");
  section.hidden = !meeting;
  if (!meeting) return;
  const start = button({ class: "knop vol", id: "overleg-begin", onclick: () => {
    build();
    byId(`punten-${themes[0].id}`).focus();
  } }, t("overleg_begin"));
  byId("overleg-inhoud").append(start);
  onChange(["punten", "codes"], () => (byId("overleg-rijen") ? draw() : begun() && build()));
}

/** Open it for who came by a link with points or codes. */
export function drawMeeting() {
  if (meeting && begun() && !state.buurt) goTo(byId("overleg"));
}
