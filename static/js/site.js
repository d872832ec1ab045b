// The cafeteria that was chosen stays on the device: no cookie.
const all = (name) => document.querySelectorAll(`[data-${name}]`);
const key = (partnership) => `site:${partnership}`;

try {
  const kept = localStorage;
  for (const { dataset } of all("chosen")) kept[key(dataset.partnership)] = dataset.chosen;
  for (const list of all("sites")) {
    const site = kept[key(list.dataset.sites)];
    const card = [...list.children].find((one) => site && one.dataset.site === site);
    if (!card) continue;
    list.prepend(card);
    card.querySelector("[data-usual]").hidden = false;
  }
  for (const note of all("forget")) {
    const name = key(note.dataset.forget);
    note.hidden = !(name in kept);
    note.querySelector("button").onclick = () => {
      delete kept[name];
      for (const mark of all("usual")) mark.hidden = true;
      note.textContent = note.dataset.forgotten;
      note.focus();
    };
  }
} catch {
  // no storage
}
for (const list of all("sites")) list.dataset.settled = "";
