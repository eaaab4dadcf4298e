// Search: names, other names and spellings.

import { byCode, collator, data, dutch, normalise, number, t } from "./data.js";
import { byId, el } from "./dom.js";
import { bringIntoSight } from "./map.js";
import { change } from "./state.js";

const MOST = 80; // hits that are listed

/** Choose a buurt from a list and bring it into sight. */
export function show(code) {
  change({ buurt: code, tab: "buurt" });
  bringIntoSight([code]);
}

/** A button that chooses a buurt. */
export const link = (code, text) =>
  el("button", { type: "button", class: "schakel", lang: dutch, onclick: () => show(code) }, text);

function find(sorted, text) {
  const wanted = normalise(text);
  if (!wanted) return sorted.map((buurt) => ({ buurt }));
  const rank = (name) =>
    name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(` ${wanted}`) ? 2 : name.includes(wanted) ? 3 : 9;
  return sorted
    .map((buurt) => {
      const own = rank(normalise(buurt.naam));
      const alias = buurt.zoek.map((name) => ({ name, order: rank(normalise(name)) })).sort((a, b) => a.order - b.order)[0];
      return {
        buurt,
        order: Math.min(own, alias?.order ?? 9),
        alias: alias && alias.order < own ? alias.name : null,
      };
    })
    .filter(({ order }) => order < 9)
    .sort((a, b) => a.order - b.order);
}

export function buildSearch() {
  const input = byId("zoek");
  const list = byId("zoek-lijst");
  const sorted = [...data.buurten].sort((a, b) => collator.compare(a.naam, b.naam));
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function open() {
    const found = find(sorted, input.value);
    list.replaceChildren(
      ...found.slice(0, MOST).map(({ buurt, alias }, at) =>
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
          el("span", { lang: dutch }, buurt.naam),
          el("span", { lang: alias ? null : dutch }, alias ? t("ook", { naam: alias }) : (buurt.wijk ?? "")),
        ),
      ),
    );
    active = -1;
    list.hidden = !found.length;
    byId("zoek-niets").hidden = found.length > 0 && found.length <= MOST;
    byId("zoek-niets").textContent = found.length ? t("zoek_meer", { aantal: number(found.length - MOST) }) : t("zoek_niets");
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
