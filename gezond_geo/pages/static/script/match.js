// How well what is typed fits a name: exact, its beginning, a part of it, or with a few typing errors.

import { normalise } from "./data.js";

/** A name without what people leave out or add: spaces, hyphens and apostrophes. */
const squeeze = (name) => normalise(name).replaceAll(" ", "");
const squeezeAll = (name) => normalise(`x ${name}`).slice(1).replaceAll(" ", "");

/** Changes of one letter, or two that changed places, from `a` to the nearest beginning of `b`; at most `most` + 1. */
function distance(a, b, most) {
  let before = null;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change);
      if (before && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return Math.min(...row);
}

/** Ready to compare: what was typed. */
export function prepare(text) {
  const wanted = normalise(text);
  return { wanted, tight: squeeze(text), all: squeezeAll(text) };
}

const MISS = 9;

/** 0 exact, 1 its beginning, 2 the beginning of a word, 3 a part, 4 to 6 with typing errors, `MISS` no fit. */
export function rank({ wanted, tight, all }, name) {
  const own = normalise(name);
  const [ownTight, ownAll] = [squeeze(name), squeezeAll(name)];
  if (!wanted) return MISS;
  if (own === wanted || ownTight === tight || ownAll === all) return 0;
  if (own.startsWith(wanted) || ownTight.startsWith(tight) || ownAll.startsWith(all)) return 1;
  if (own.includes(` ${wanted}`)) return 2;
  if (own.includes(wanted)) return 3;
  const most = tight.length < 4 ? 0 : tight.length < 8 ? 1 : 2;
  if (!most) return MISS;
  const starts = [ownTight, ownAll, ...own.split(" ").map((_, at, words) => words.slice(at).join(""))];
  const least = Math.min(...starts.map((start) => distance(tight, start.slice(0, tight.length + most), most)));
  return least <= most ? 3 + least : MISS;
}

export const fits = (order) => order < MISS;
