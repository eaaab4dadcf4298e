// Names as they are set on the map: on one line or two, a long word cut where Dutch cuts it, else shortened.

const context = document.createElement("canvas").getContext("2d");
const { fontFamily } = getComputedStyle(document.body);

// a long name may be cut before one of these
const TAILS =
  "beek berg bleek bosch brink broek buurt dijk dorp esmarke fenne gebied haven hoek holt horst kamp kwartier landen lanen " +
  "maten marke oord park plein polder schap stad veld velden weide werf wijk zijde";
const TAIL = new RegExp(`^(.*[a-z]{3})((?:${TAILS.replaceAll(" ", "|")})[-, ]*)$`);
const PART = new RegExp(`(?<=[a-z]{4})(?:${TAILS.replaceAll(" ", "|")}|erve$)`, "g"); // where a word may be cut
const WINDS = /^(Noord|Oost|Zuid|West)(?=[-, ]|$)/;
const SHORTEST = 5; // letters that stay of a word that is shortened

/** Measure with the letters that names are set in. */
export function setLetters(size, bold = false) {
  context.font = `${bold ? 700 : 400} ${size}px ${fontFamily}`;
}

export const widthOf = (text) => context.measureText(text).width;

/** What a name is on the map: without the word for a hamlet or an estate that many share. */
const bare = (name) => name.replace(/^(Buurtschap|Industrie- en|Bedrijventerrein|Bedrijvenpark) /, "").replace(/^./, (first) => first.toUpperCase());

/** Shorten a word in its last part: Wesselerbrink is Wesselerbr. */
function atTail(word) {
  const [, head, tail] = TAIL.exec(word) ?? [];
  if (!head) return word;
  const [, onset, dash] = /^([^aeiou]*)[a-z]*([-, ]*)$/.exec(tail);
  return `${head}${onset}.${dash.replace("-", " ")}`;
}

/** Shorten the words of a line until it is no wider than `room`: points of the compass first, then the longest word. */
function shorten(line, room) {
  let words = line.match(/[^-, ]+[-, ]*/g) ?? [line];
  const width = () => widthOf(words.join("").trim());
  if (words.length > 1) words = words.map((word) => (width() > room ? word.replace(WINDS, (wind) => `${wind[0]}.`) : word));
  if (width() > room) words = words.map((word) => (width() > room ? atTail(word) : word));
  while (width() > room) {
    const at = words.reduce((best, word, place) => (word.length > words[best].length ? place : best), 0);
    const [, letters, tail] = /^([^-, .]*)\.?([-, ]*)$/.exec(words[at]) ?? [null, "", ""];
    if (letters.length <= SHORTEST) return null;
    words[at] = `${letters.slice(0, -1)}.${tail.replace("-", " ")}`;
  }
  return words.join("").trim();
}

/** Ways to set a name within `room` pixels, the best first: lists of lines. */
export function linesOf(name, room) {
  const text = name === name.replace(/^het /, "") ? bare(name) : name;
  const words = text.match(/[^-, ]+[-, ]*/g) ?? [text];
  const longest = (rows) => Math.max(...rows.map((row) => widthOf(row.trim())));
  const even = (ways) => ways.sort((a, b) => longest(a) - longest(b)).slice(0, 1);
  const halves = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(""), words.slice(at + 1).join("")]);
  const cuts = words.length === 1 ? [...text.matchAll(PART)].map(({ index }) => [`${text.slice(0, index)}-`, text.slice(index)]) : [];
  const ways = [[text], ...even(halves), ...even(cuts)].map((rows) => rows.map((row) => row.trim()));
  const whole = ways.filter((rows) => rows.every((row) => widthOf(row) <= room));
  const short = ways.map((rows) => rows.map((row) => shorten(row, room))).filter((rows) => rows.every(Boolean));
  return [...whole, ...short.reverse()];
}
