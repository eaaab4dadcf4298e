// The table twin: the same content as rows that can be sorted, and a CSV from the page itself.

import { collator, data, dutch, number, t } from "./data.js";
import { announce, byId, el } from "./dom.js";
import { sayFilters } from "./filters.js";
import { many } from "./map.js";
import { show } from "./search.js";
import { buurtOf, change, LOOKS, matches, onChange, state } from "./state.js";

const STEP = 100; // rows that are added at a time
const { kolommen: columns, bestand: file } = data.tabel;
const NAME = columns.findIndex(({ id }) => id === "buurtnaam");

let shown = STEP;
let isDrawn = false;

/** The rows that pass the filters, as pairs of a code and cells, in the order of the reader. */
function sorted() {
  const found = data.buurten
    .map(({ code }, at) => [code, cellsOf(code, data.tabel.rijen[at])])
    .filter(([code]) => matches(code));
  const key = state.sorteer.replace(/^-/, "") || "buurtnaam";
  const at = columns.findIndex(({ id }) => id === key);
  const sign = state.sorteer.startsWith("-") ? -1 : 1;
  const compare = (a, b) => (typeof a === "number" ? a - b : collator.compare(String(a), String(b)));
  return found.sort(([, a], [, b]) => {
    const empty = (a[at] === null || a[at] === "") - (b[at] === null || b[at] === "");
    return empty || sign * compare(a[at], b[at]) || collator.compare(a[NAME], b[NAME]);
  });
}

/** Cells of a buurt as they are now: without ageing, other scores. */
function cellsOf(code, cells) {
  if (!state.zondervergrijzing) return cells;
  const other = data.zonder_vergrijzing.buurten[code].tabel;
  return cells.map((cell, at) => (columns[at].id in other ? other[columns[at].id] : cell));
}

function cell(value, { decimalen }) {
  if (value === null || value === "") return el("td", { class: decimalen === null ? null : "getal" }, t("leeg"));
  if (decimalen === null) return el("td", { lang: dutch }, String(value));
  return el("td", { class: "getal" }, number(value, decimalen));
}

function header(column) {
  const now = state.sorteer.replace(/^-/, "") === column.id;
  const down = state.sorteer.startsWith("-");
  const first = column.decimalen === null ? column.id : `-${column.id}`; // the highest numbers first
  const next = now ? (down ? column.id : `-${column.id}`) : first;
  const sort = () => {
    change({ sorteer: next });
    byId(`sorteer-${column.id}`).focus();
    const direction = t(next.startsWith("-") ? "aflopend" : "oplopend");
    announce(t("tabel_gesorteerd", { kolom: column.label, richting: direction }));
  };
  return el(
    "th",
    {
      scope: "col",
      class: column.decimalen === null ? null : "getal",
      "aria-sort": now ? (down ? "descending" : "ascending") : null,
    },
    el(
      "button",
      { type: "button", id: `sorteer-${column.id}`, onclick: sort },
      el("span", {}, column.label, column.eenheid ? el("small", {}, ` ${column.eenheid}`) : null),
    ),
  );
}

/** Draw it now, or with so many buurten that it takes long, when a reader comes near it. */
export function startTable() {
  if (!many) return drawTable();
  const near = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      near.disconnect();
      drawTable();
    },
    { rootMargin: "800px" },
  );
  return near.observe(byId("tabel"));
}

function drawTable() {
  isDrawn = true;
  const all = byId("tabel-cijfers").checked;
  const used = columns.map((column, at) => [column, at]).filter(([{ soort }]) => soort === "kern" || (all && soort === "cijfer"));
  const found = sorted();
  const body = found.slice(0, shown).map(([code, cells]) =>
    el(
      "tr",
      {},
      ...used.map(([column, at]) =>
        at === NAME
          ? el("th", { scope: "row", lang: dutch }, el("button", { type: "button", class: "tekstknop", onclick: () => show(code) }, String(cells[at])))
          : cell(cells[at], column),
      ),
      el("td", { class: "noot", lang: dutch }, buurtOf(code).redenen.join(" ")),
    ),
  );
  byId("tabel-kop").replaceChildren(
    el("tr", {}, ...used.map(([column]) => header(column)), el("th", { scope: "col" }, t("let_op"))),
  );
  byId("tabel-rijen").replaceChildren(...body);
  byId("tabel-meer").hidden = found.length <= shown;
  byId("tabel-meer").textContent = t("tabel_meer", { aantal: number(Math.min(STEP, found.length - shown)) });
}

// ---------------------------------------------------------------- CSV, as `gezond_geo.write` writes it

// A Dutch page has the CSV of a Dutch Excel, so that a double click is right.
const DUTCH = dutch === null;
const [SEPARATOR, END] = DUTCH ? [";", "\r\n"] : [",", "\n"];

/** Keep text from outside on one line, with no cell that a spreadsheet computes when it splits at , or ; (`as_cell`). */
function asText(text) {
  const visible = text.replace(/(?!\s)[\p{Cc}\p{Cf}]/gu, "");
  const line = visible.split(/\s+/).filter(Boolean).join(" ");
  return line.replace(/((?:^|[,;|])[\s"']*)(?=[=+\-@＝＋－＠])/g, "$1'");
}

function asCell(value, column) {
  if (value === null) return "";
  if (typeof value === "boolean") return DUTCH ? (value ? "ja" : "nee") : value ? "True" : "False";
  if (typeof value === "number") {
    const text = String(column === "score" ? Number(value.toFixed(2)) : value);
    return DUTCH ? text.replace(".", ",") : text;
  }
  const text = asText(value);
  return text.includes('"') || text.includes(SEPARATOR) ? `"${text.replaceAll('"', '""')}"` : text;
}

const asComment = (text) => asText(`# ${text}`);

/** The whole table as text: filtered and sorted as on the page, with sources and footer in lines that begin with #. */
export function asCsv() {
  const found = sorted();
  const outcome = t("filter_uitkomst", { aantal: number(found.length), totaal: number(data.buurten.length) });
  const filters = sayFilters();
  const tail = [
    ...data.meldingen,
    ...(filters ? [`${filters} ${outcome}`] : []),
    ...(state.zondervergrijzing ? [t("zonder_vergrijzing_noot")] : []),
    data.weergaven.stapeling.referentie,
    ...data.bronnen.map((bron) => t("bron", { bron })),
    data.voettekst,
  ];
  const ids = ["buurtcode", ...columns.map(({ id }) => id)];
  const body = found.map(([code, cells]) => [code, ...cells].map((value, at) => asCell(value, ids[at])).join(SEPARATOR));
  return [ids.join(SEPARATOR), ...body, ...tail.map(asComment), ""].join(END);
}

function save() {
  const url = URL.createObjectURL(new Blob(["\ufeff", asCsv()], { type: "text/csv;charset=utf-8" }));
  el("a", { href: url, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  announce(t("tabel_csv_klaar", { bestand: file, aantal: number(sorted().length) }));
}

export function buildTable() {
  byId("tabel-csv").addEventListener("click", save);
  byId("tabel-cijfers").addEventListener("change", drawTable);
  byId("tabel-meer").addEventListener("click", () => {
    shown += STEP;
    drawTable();
  });
}

onChange(["sorteer", ...LOOKS.slice(1)], () => isDrawn && drawTable());
