// What the reader chose. It stands in the address, so that a link or a step back restores it.

import { byCode, byNumber, data } from "./data.js";
import { faultOf, readPoints, toAddress, WHOLE } from "./weights.js";

const views = data.groepen.flatMap(({ weergaven }) => weergaven);
const wijken = new Set(data.buurten.map(({ wijkcode }) => wijkcode).filter(Boolean));
const stadsdelen = new Set(data.buurten.map(({ stadsdeel }) => stadsdeel).filter(Boolean));
const columns = new Set(data.tabel.kolommen.map(({ id }) => id));

const inProjects = (key) => new Set(data.projecten.map((project) => project[key]));
const [projectThemes, projectKinds] = ["thema", "dimensie"].map(inProjects);

export const MOST_BESIDE = 2; // buurten or wijken beside the chosen one
const focusNames = data.focusgebieden.map(({ naam }) => naam);

/** The areas that can be put on a sheet, by what stands in the address. */
export const sheets = new Map([
  ...[...wijken].map((code) => [`wijk:${code}`, ({ wijkcode }) => wijkcode === code]),
  ...[...stadsdelen].map((naam) => [`stadsdeel:${naam}`, ({ stadsdeel }) => stadsdeel === naam]),
].filter(([name]) => !data.zonder_blad[name.split(":")[0]]));

const START = {
  weergave: views[0],
  vorm: Object.keys(data.vormen)[0],
  buurt: null,
  focus: "",
  vergelijk: [],
  project: null,
  wijk: "",
  stadsdeel: "",
  stapeling: 0,
  zonderproject: false,
  zondervergrijzing: false,
  projectthema: "",
  projectsoort: "",
  sorteer: "",
  blad: "",
  reeks: "",
  punten: "",
  codes: [],
};

/** Points in the address: as many as there are themes; of a code they add up to a hundred. */
function takePoints(text, whole) {
  const points = readPoints(text);
  const themes = data.overleg?.themas.length ?? 0;
  const fits = whole ? !faultOf(points, themes) : points?.length === themes && points.every((one) => one <= WHOLE);
  return fits && themes ? toAddress(points) : null;
}

/** How each part is read from the address; what is not known there falls back on the start. */
const READ = {
  weergave: (text) => (views.includes(text) ? text : null),
  vorm: (text) => (Object.hasOwn(data.vormen, text) ? text : null),
  buurt: (text) => (byCode.has(text) ? text : null),
  focus: (text) => (focusNames.includes(text) ? text : null),
  vergelijk: (text) => [...new Set(text.split(" "))].filter((code) => byCode.has(code) || wijken.has(code)).slice(0, MOST_BESIDE),
  project: (text) => (byNumber.has(Number(text)) ? Number(text) : null),
  wijk: (text) => (wijken.has(text) ? text : null),
  stadsdeel: (text) => (stadsdelen.has(text) ? text : null),
  stapeling: (text) => (/^[1-9]$/.test(text) && Number(text) < data.weergaven.stapeling.klassen.length ? Number(text) : null),
  zonderproject: (text) => text === "1" && data.projecten.length > 0,
  zondervergrijzing: (text) => text === "1" && data.zonder_vergrijzing !== null,
  projectthema: (text) => (projectThemes.has(text) ? text : null),
  projectsoort: (text) => (projectKinds.has(text) ? text : null),
  sorteer: (text) => (columns.has(text.replace(/^-/, "")) ? text : null),
  blad: (text) => (sheets.has(text) ? text : null),
  reeks: (text) => (data.jaren?.reeksen.some(({ id }) => id === text) ? text : null),
  punten: (text) => takePoints(text, false),
  codes: (text) => text.split(" ").map((code) => takePoints(code, true)).filter(Boolean).slice(0, data.overleg?.meeste ?? 0),
};

export const state = { ...START };
const listeners = [];

/** Call `work` when one of these parts of the state has changed. */
export const onChange = (keys, work) => listeners.push({ keys, work });

const write = (value) => (value === true ? "1" : Array.isArray(value) ? value.join(" ") : String(value));

function address() {
  const chosen = Object.entries(state).filter(([key, value]) => key === "weergave" || write(value) !== write(START[key]));
  return `#${new URLSearchParams(chosen.map(([key, value]) => [key, write(value)]))}`;
}

function apply(values) {
  const changed = Object.keys(values).filter((key) => write(state[key]) !== write(values[key]));
  const before = { ...state };
  Object.assign(state, values);
  for (const { keys, work } of listeners) if (keys.some((key) => changed.includes(key))) work(changed, before);
}

/** Change the state, show it, and put it in the address. */
export function change(values) {
  apply(values);
  if (location.hash !== address()) location.hash = address();
}

/** Change the state in small steps, such as points: shown and in the address, but no step to go back to. */
export function adjust(values) {
  apply(values);
  history.replaceState(null, "", address());
}

/** Take the state from the address, when it holds one. */
function restore() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (location.hash && !location.hash.includes("=")) return; // a place on the page
  const read = Object.entries(READ).map(([key, take]) => [key, given.has(key) ? take(given.get(key)) : null]);
  apply(Object.fromEntries(read.map(([key, value]) => [key, value ?? START[key]])));
}

/** Show the state of the address now, and with each step back or forth. */
export function follow() {
  addEventListener("hashchange", () => location.hash === address() || restore());
  restore();
}

// ---------------------------------------------------------------- what the choices mean

/** A view as it is now: with or without ageing. */
export const viewOf = (id = state.weergave) =>
  (state.zondervergrijzing && data.zonder_vergrijzing.weergaven[id]) || data.weergaven[id];

/** A buurt as it is now. */
export function buurtOf(code) {
  const buurt = byCode.get(code);
  if (!state.zondervergrijzing) return buurt;
  const other = data.zonder_vergrijzing.buurten[code];
  const short = { ...buurt.cijfers_per_weergave, ...other.cijfers_per_weergave };
  const plaatsen = buurt.plaatsen.filter(({ thema }) => data.zonder_vergrijzing.themas.includes(thema));
  return { ...buurt.whole(), ...other.whole(), plaatsen, cijfers_per_weergave: short };
}

/** Headline, explanation and list as they are now. */
export const pageOf = () => (state.zondervergrijzing ? data.zonder_vergrijzing : data);

/** The themes that count now. */
export const themesOf = () => data.themas.filter(({ id }) => !state.zondervergrijzing || data.zonder_vergrijzing.themas.includes(id));

/** The focus area by which a buurt was chosen, or that it is in as a whole. */
export function focusOf(code = state.buurt) {
  const areas = data.focusgebieden.filter(({ buurten }) => buurten.includes(code));
  return areas.find(({ naam }) => naam === state.focus) ?? areas.find(({ deel }) => !deel) ?? null;
}

/** What a buurt is called, as chosen: a focus area that is a part of it has its own name. */
export function titleOf(code) {
  const area = code === state.buurt && focusOf();
  return area && area.deel ? area.naam : byCode.get(code).roepnaam;
}

/** Choose a buurt, by itself or as a focus area; what was put beside another one goes. */
export const choose = (code, more = {}) => change({ buurt: code, focus: "", vergelijk: [], project: null, ...more });

/** Choose nothing any more. */
export const clear = () => choose(null);

/** The short value of a buurt in this view, or the reason that there is none. */
export function shortValue(code) {
  const buurt = buurtOf(code);
  const figure = buurt.cijfers.find(({ id }) => id === state.weergave);
  if (figure) return `${data.indicatoren[figure.id].label}: ${figure.waarde}`;
  return buurt.cijfers_per_weergave[state.weergave] ?? buurt.redenen[0] ?? viewOf().zonder_label;
}

/** The colour of a buurt in a view. */
export const colourOf = (code, { klassen, klasse } = viewOf()) => klassen[klasse[code]]?.kleur ?? null;

/** How many filters are on. */
export const countFilters = () => [state.wijk, state.stadsdeel, state.stapeling, state.zonderproject].filter(Boolean).length;

/** Whether a buurt passes the filters. */
export function matches(code) {
  return (
    (!state.wijk || byCode.get(code).wijkcode === state.wijk) &&
    (!state.stadsdeel || byCode.get(code).stadsdeel === state.stadsdeel) &&
    (!state.stapeling || (buurtOf(code).gestapeld ?? -1) >= state.stapeling) &&
    (!state.zonderproject || byCode.get(code).projecten.length === 0)
  );
}

/** Whether a project passes the filters on projects. */
export const projectMatches = ({ thema, dimensie }) =>
  (!state.projectthema || thema === state.projectthema) && (!state.projectsoort || dimensie === state.projectsoort);

/** What changes how buurten look. */
export const LOOKS = ["weergave", "zondervergrijzing", "wijk", "stadsdeel", "stapeling", "zonderproject"];
