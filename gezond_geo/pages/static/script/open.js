// Opens the page: at once, or once its data have been inflated.

const given = document.getElementById("payload");

/** Bytes that are written in base64. */
function decode(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text); // in browsers since 2025
  const signs = atob(text);
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
  return bytes;
}

async function inflate() {
  const inflated = new Blob([decode(given.textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  start((await new Response(inflated).text()).split("\n"));
  // layers that a user adds in Python look for the map, so they had to wait for it
  const layers = document.getElementById("lagen");
  if (layers) document.body.append(Object.assign(document.createElement("script"), { textContent: layers.textContent }));
}

if (!given.dataset.gepakt) start(given.textContent.split("\n"));
else if ("DecompressionStream" in window) inflate();
else document.getElementById("te-oud").hidden = false;
