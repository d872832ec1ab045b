// Which cafeteria somebody chose is kept on their device alone: no cookie, nothing is sent.
const key = (partnership) => `site:${partnership}`;

function remember(kept) {
  const chosen = document.querySelector("[data-chosen]")?.dataset;
  if (chosen) kept.setItem(key(chosen.partnership), chosen.chosen);
}

function showFirst(kept, list) {
  const site = kept.getItem(key(list.dataset.sites));
  const card = [...list.children].find((one) => one.dataset.site === site);
  if (!card) return;
  list.prepend(card);
  card.querySelector("[data-usual]").hidden = false;
}

function offerToForget(kept, note) {
  const name = key(note.dataset.forget);
  note.hidden = kept.getItem(name) === null;
  note.querySelector("button").addEventListener("click", () => {
    kept.removeItem(name);
    note.textContent = note.dataset.forgotten;
    note.focus();
  });
}

try {
  remember(localStorage);
  document.querySelectorAll("[data-sites]").forEach((one) => showFirst(localStorage, one));
  document.querySelectorAll("[data-forget]").forEach((one) => offerToForget(localStorage, one));
} catch {
  // Storage is switched off: the page stays as it came.
}
