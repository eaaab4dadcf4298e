// The rule of the score, as `scores/agreement.py` has it: what the page computes is what Python computes.

/** Percentile to points: the lower half counts little, the highest tenth half (the transform of the IMD). */
export const transform = (percentile, scale) => -scale * Math.log(1 - (percentile / 100) * (1 - Math.exp(-100 / scale)));

/** Score of each buurt; `parts` has a row per buurt of transformed percentiles, `weights` the points of each theme. */
export function scoresOf(parts, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return parts.map((row) => row.reduce((sum, part, at) => sum + weights[at] * part, 0) / whole);
}

/** Rank of each score: 1 is the highest, ties share the lowest number. */
export function ranksOf(scores) {
  const downward = [...scores].sort((a, b) => b - a);
  const first = new Map();
  downward.forEach((score, at) => first.has(score) || first.set(score, at + 1));
  return scores.map((score) => first.get(score));
}

/** Kendall's coefficient of concordance, of a list of scores per participant; ties share their mean rank. */
export function kendall(lists) {
  const [judges, things] = [lists.length, lists[0].length];
  const sums = Array(things).fill(0);
  let ties = 0;
  for (const list of lists) {
    const ranks = ranksOf(list);
    const sizes = new Map();
    for (const rank of ranks) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
    for (const size of sizes.values()) ties += size ** 3 - size;
    ranks.forEach((rank, at) => (sums[at] += rank + (sizes.get(rank) - 1) / 2));
  }
  const mean = (judges * (things + 1)) / 2;
  const squares = sums.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return (12 * squares) / (judges ** 2 * (things ** 3 - things) - judges * ties);
}
