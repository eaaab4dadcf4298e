// Opens the page: at once, or once its data have been inflated.

const given = document.getElementById("payload");

async function inflate() {
  const signs = atob(given.textContent);
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  given.textContent = await new Response(inflated).text();
  start();
  // layers that a user adds in Python look for the map, so they had to wait for it
  const layers = document.getElementById("lagen");
  if (layers) document.body.append(Object.assign(document.createElement("script"), { textContent: layers.textContent }));
}

if (!given.dataset.gepakt) start();
else if ("DecompressionStream" in window) inflate();
else document.getElementById("te-oud").hidden = false;
