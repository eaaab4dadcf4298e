// The tabs of the panel: a buurt, the comparison, the projects.

import { byId } from "./dom.js";
import { change, onChange, state, TABS } from "./state.js";

export function drawTabs() {
  for (const id of TABS) {
    byId(`tab-${id}`).setAttribute("aria-selected", String(id === state.tab));
    byId(`tab-${id}`).setAttribute("tabindex", id === state.tab ? "0" : "-1");
    byId(`vak-${id}`).hidden = id !== state.tab;
  }
}

export function buildTabs() {
  TABS.forEach((id, at) => {
    byId(`tab-${id}`).addEventListener("click", () => change({ tab: id }));
    byId(`tab-${id}`).addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const other = TABS[(at + step + TABS.length) % TABS.length];
      change({ tab: other });
      byId(`tab-${other}`).focus();
    });
  });
}

onChange(["tab"], drawTabs);
