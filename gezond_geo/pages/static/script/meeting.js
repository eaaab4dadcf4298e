// A meeting that weighs: what a participant chooses with own points, and whether the codes of all change the choice.

import { byCode, data } from "./data.js";
import { kendall, ranksOf, scoresOf, transform } from "./score.js";
import { readPoints, share } from "./weights.js";
import { state } from "./state.js";

export const meeting = data.overleg;
export const themes = meeting ? meeting.themas.map((id) => data.themas.find((theme) => theme.id === id)) : [];
export const codes = meeting?.codes ?? [];

const parts = (meeting?.plaatsen ?? []).map((row) => row.map((one) => transform(one, meeting.schaal)));
const equal = ranksOf(scoresOf(parts, themes.map(() => 1)));

/** The points on the page; before anyone chooses, as alike as whole points can be. */
export const ownPoints = () => (state.punten ? readPoints(state.punten) : share(themes.map(() => 1)));

/** Letter of a participant. */
export const letter = (at) => String.fromCharCode(65 + at);

/** Buurten in the order of these points: place, how far that is from equal points, score, and the place in other codes. */
export function listOf(points, others) {
  const scores = scoresOf(parts, points);
  const ranks = ranksOf(scores);
  const their = others.map((one) => ranksOf(scoresOf(parts, one)));
  return codes
    .map((code, at) => ({
      buurt: byCode.get(code),
      rank: ranks[at],
      moved: equal[at] - ranks[at],
      score: scores[at],
      places: their.map((one) => one[at]),
      chosen: their.filter((one) => one[at] <= meeting.eerste).length,
    }))
    .sort((a, b) => a.rank - b.rank || a.buurt.naam.localeCompare(b.buurt.naam, "nl"));
}

/** Whether the codes change the choice: who is in everyone's, in some people's and in nobody's first ones. */
export function groupsOf(rows, participants) {
  const everyone = rows.filter(({ chosen }) => chosen === participants);
  const some = rows.filter(({ chosen }) => chosen > 0 && chosen < participants);
  return { everyone, some, nobody: rows.length - everyone.length - some.length };
}

/** Kendall's W of the codes, and what as many people give who divide their points at random. */
export const agreementOf = (others) => ({
  w: kendall(others.map((one) => scoresOf(parts, one))),
  chance: meeting.toeval[others.length - 2],
});

/** The colour of a score on the map. */
export const colourOfScore = (score) => meeting.kleuren[meeting.grenzen.filter((edge) => score >= edge).length];
