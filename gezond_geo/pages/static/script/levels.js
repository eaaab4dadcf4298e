// Levels through the years: points at their place in time. Between two years of one kind runs a join, across a gap none.

import { number, t } from "./data.js";
import { svg } from "./dom.js";

const [TOP, UNDER] = [20, 26]; // room over and under the points, in pixels
const SIGN = 6.8; // that a character is wide at most
const LINE = 14; // from one text to the next
const CLOSE = 30; // years that are nearer than this are written in two digits
const STEPS = 4; // lines at most between the lowest and the highest value

/** Lines that read well, the first under and the last over every value; of a count the first is 0. */
function ticksOf(values, count) {
  const [low, high] = [count ? 0 : Math.min(...values), Math.max(...values)];
  const rough = Math.max(high - low, 1) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.max(Math.ceil(high / step), first + 1) - first + 1 }, (_, at) => (first + at) * step);
}

/** Where years and values are in a drawing, and its ground: lines with their numbers, and the years. */
function ground({ years, lines, count, width, height, right }) {
  const ticks = ticksOf(lines.flatMap(({ values }) => values.filter((one) => one !== null)), count);
  const decimals = Number.isInteger(ticks[1] - ticks[0]) ? 0 : 1;
  const left = 8 + SIGN * number(ticks.at(-1), decimals).length;
  const inner = left + 16;
  const [first, last, low, high] = [years[0], years.at(-1), ticks[0], ticks.at(-1)];
  const x = (year) => inner + ((year - first) / (last - first)) * (width - inner - right);
  const y = (value) => TOP + ((high - value) / (high - low)) * (height - TOP - UNDER);
  const year = (one, at) => {
    const close = at > 0 && one !== last && x(one) - x(years[at - 1]) < CLOSE;
    const next = at < years.length - 1 && x(years[at + 1]) - x(one) < CLOSE && at > 0;
    return svg("text", { x: x(one), y: height - 6, "text-anchor": "middle" }, close || next ? `’${String(one).slice(2)}` : String(one));
  };
  const nodes = [
    ...ticks.map((one) => svg("path", { class: "raster", d: `M${left} ${y(one)}H${x(last) + 8}` })),
    ...ticks.map((one) => svg("text", { x: left - 4, y: y(one) + 4, "text-anchor": "end" }, number(one, decimals))),
    ...years.map(year),
  ];
  return { x, y, nodes };
}

/** Joins between values of years that follow each other, as one path. */
const joins = (values, years, x, y) =>
  values.map((one, at) => (one === null || !at || values[at - 1] === null ? "" : `M${x(years[at - 1])} ${y(values[at - 1])}L${x(years[at])} ${y(one)}`)).join("");

/** The sign of who a value is of: a dot here, a ring for the gemeente, a diamond for the country. */
function sign(kind, x, y) {
  if (kind === "land") return svg("path", { class: kind, d: `M${x} ${y - 5}l5 5-5 5-5-5z` });
  return svg("circle", { class: kind, cx: x, cy: y, r: kind === "hier" ? 5 : 4 });
}

const lastOf = (values) => values.findLastIndex((one) => one !== null);
const shorten = (naam, most) => (naam.length > most ? `${naam.slice(0, most - 1)}…` : naam);

/** Name and last value of lines, and where that is. */
const endsOf = (lines, decimals) =>
  lines
    .map(({ kind, naam, values }) => ({ kind, naam, at: lastOf(values), value: values[lastOf(values)] }))
    .filter(({ at }) => at >= 0)
    .map((end) => ({ ...end, text: `${shorten(end.naam, 16)} ${number(end.value, decimals)}` }));

const roomFor = (ends) => Math.max(16, ...ends.map(({ text }) => 12 + SIGN * text.length));

/** Write them behind their lines, each a line of text at least from the next. */
function writeEnds(ends, years, x, y) {
  let floor = -Infinity;
  return ends
    .map((end) => ({ ...end, y: y(end.value) + 4 }))
    .sort((a, b) => a.y - b.y)
    .map(({ kind, at, y: own, text }) => {
      floor = Math.max(own, floor + LINE);
      return svg("text", { class: kind, x: x(years[at]) + 9, y: floor }, text);
    });
}

const drawing = (label, width, height, ...nodes) => svg("svg", { class: "standen", viewBox: `0 0 ${width} ${height}`, width, role: "img", "aria-label": label }, ...nodes);

/**
 * Levels of a few: `lines` have a kind, a name, values per year and, of a buurt, the years that are a break. Values of
 * the first stand at its points; what is an estimate is joined by dots.
 */
export function levels({ label, years, lines, dotted, count, decimals, width, height = 190 }) {
  const ends = endsOf(lines, decimals);
  const { x, y, nodes } = ground({ years, lines, count, width, height, right: roomFor(ends) });
  const [first, ...others] = lines;
  const above = (at) => others.every(({ values }) => values[at] === null || values[at] < first.values[at]);
  return drawing(
    label, width, height,
    ...nodes,
    ...(first.breuk ?? []).flatMap((year) => [
      svg("path", { class: "breuk", d: `M${x(year)} ${TOP}V${height - UNDER}` }),
      svg("text", { x: x(year), y: TOP - 7, "text-anchor": "middle" }, t("jaren_breuk")),
    ]),
    ...[...lines].reverse().flatMap(({ kind, values, overgezet = [] }) => [
      svg("path", { class: dotted ? `loop geschat ${kind}` : `loop ${kind}`, d: joins(values, years, x, y) }),
      ...values.flatMap((one, at) => {
        if (one === null) return [];
        const mark = sign(kind, x(years[at]), y(one));
        if (overgezet.includes(years[at])) mark.classList.add("overgezet");
        return [mark];
      }),
    ]),
    ...first.values.flatMap((one, at) =>
      one === null || at === lastOf(first.values)
        ? []
        : [svg("text", { class: "hier", x: x(years[at]), y: y(one) + (above(at) ? -10 : 18), "text-anchor": "middle" }, number(one, decimals))]),
    ...writeEnds(ends, years, x, y),
  );
}

/**
 * A line for every buurt, with those `around` them: `lines` have a code, a name and values per year. What is chosen or
 * pointed at is written above; `work` gets the code of a line that is clicked.
 */
export function bundle({ label, years, lines, around, dotted, count, decimals, chosen, width, height = 300, work }) {
  const ends = endsOf(around, decimals);
  const { x, y, nodes } = ground({ years, lines: [...lines, ...around], count, width, height, right: roomFor(ends) });
  const join = (values, kind = "") => svg("path", { class: `loop ${dotted ? "geschat" : ""} ${kind}`, d: joins(values, years, x, y) });
  const line = ({ code, naam, values }) => {
    const text = `${naam}: ${values.map((one) => (one === null ? "–" : number(one, decimals))).join(" · ")}`;
    return svg(
      "g",
      { class: code === chosen ? "lijn gekozen" : "lijn", "data-lijn": code, onclick: () => work(code) },
      svg("path", { class: "raak", d: joins(values, years, x, y) }),
      join(values),
      ...values.flatMap((one, at) => (one === null ? [] : [svg("circle", { cx: x(years[at]), cy: y(one), r: 3 })])),
      code === chosen ? svg("text", { x: 0, y: 12 }, text) : svg("text", { x: width, y: 12, "text-anchor": "end" }, text),
    );
  };
  const drawn = lines.filter(({ values }) => values.some((one) => one !== null));
  const last = drawn.filter(({ code }) => code === chosen);
  return drawing(
    label, width, height,
    ...nodes,
    ...drawn.filter(({ code }) => code !== chosen).map(line),
    ...around.map(({ kind, values }) => join(values, kind)),
    ...last.map(line),
    ...writeEnds(ends, years, x, y),
  );
}
