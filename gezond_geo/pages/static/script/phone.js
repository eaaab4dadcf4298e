// The sheet on a phone: it comes up under the map with the short answer, and opens into all of it.

import { t } from "./data.js";
import { button, byId, el } from "./dom.js";
import { clear } from "./state.js";

const PULL = 30; // pixels from which a finger has pulled

/** Set how much of the answer shows: half of the screen, or all of it. */
export function setStand(stand) {
  byId("buurt").dataset.stand = stand;
  document.body.dataset.stand = stand;
  byId("buurt").scrollTop = 0;
  byId("greep")?.setAttribute("aria-expanded", String(stand === "heel"));
}

/** The handle to pull up and down, and the cross. */
export function sheetHead() {
  const stand = () => byId("buurt").dataset.stand;
  const turn = () => setStand(stand() === "heel" ? "half" : "heel");
  const handle = button({ class: "greep", id: "greep", "aria-label": t("greep"), "aria-expanded": "false", onclick: turn });
  let from = null;
  handle.addEventListener("pointerdown", (event) => {
    from = event.clientY;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointerup", ({ clientY }) => {
    const pulled = from === null ? 0 : clientY - from;
    from = null;
    if (Math.abs(pulled) < PULL) return;
    handle.addEventListener("click", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
    if (pulled < 0) setStand("heel");
    else if (stand() === "heel") setStand("half");
    else clear();
  });
  return el("div", { class: "bladkop" }, handle, button({ class: "bladsluit", id: "blad-sluit", "aria-label": t("sluit"), onclick: clear }, "×"));
}
