// Points of a participant: as a code to read out, and from a choice per pair.

export const WHOLE = 100;

const sum = (points) => points.reduce((total, one) => total + one, 0);

/** Points as a code to read out, and as they stand in the address. */
export const writeCode = (points) => points.join(" · ");
export const toAddress = (points) => points.join("-");

/** The points in a text, whatever stands between the numbers; null when it holds something else. */
export function readPoints(text) {
  const plain = text.trim();
  return /^\d{1,9}(?:(?:\s*[·.,;:+/_-]\s*|\s+)\d{1,9})*$/.test(plain) ? plain.match(/\d+/g).map(Number) : null;
}

/** What is wrong with the points of a code: the key of a text and its values; null when nothing is. */
export function faultOf(points, themes) {
  if (!points) return ["overleg_geen_code", {}];
  if (points.length !== themes) return ["overleg_aantal", { code: writeCode(points), thema: themes }];
  if (sum(points) !== WHOLE) return ["overleg_som", { code: writeCode(points), som: sum(points) }];
  return null;
}

/** Whole points in proportion to weights, that add up to 100, by largest remainder. */
export function share(weights) {
  const exact = weights.map((weight) => (weight / sum(weights)) * WHOLE);
  const whole = exact.map((one) => Math.floor(one + 1e-9));
  const order = exact.map((one, at) => [one - whole[at], at]).sort(([a, x], [b, y]) => b - a || x - y);
  for (const [, at] of order.slice(0, WHOLE - sum(whole))) whole[at] += 1;
  return whole;
}

/** Every pair of themes, by their places. */
export const pairsOf = (themes) => Array.from({ length: themes }, (_, a) => Array.from({ length: themes - a - 1 }, (_, b) => [a, a + b + 1])).flat();

/**
 * Points from a choice per pair: a part to begin with, one for each pair that is won and half for a draw. Of a clear
 * order these are rank-sum weights (Stillwell, Seaver & Edwards 1981): 40, 30, 20 and 10 for four themes.
 */
export function pointsOfPairs(themes, answers) {
  const parts = Array(themes).fill(1);
  pairsOf(themes).forEach(([a, b], at) => {
    const answer = answers[at];
    if (answer === "a" || answer === "b") parts[answer === "a" ? a : b] += 1;
    else [a, b].forEach((one) => (parts[one] += 0.5));
  });
  return share(parts);
}
