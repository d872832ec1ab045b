// The way of what was typed to the server: once, only what was touched, and not lost if it does not
// arrive (the session has ended, the network is down, somebody went back).

const PAUSE = 3000; // within it a second click is a double click

class Sending {
  constructor(form) {
    this.form = form;
    this.key = `grid ${form.dataset.grid}`;
    this.news = form.querySelector("[data-news]");
    this.button = form.querySelector("button.default");
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("formdata", (event) => this.lighten(event.formData));
    window.addEventListener("pageshow", () => this.rest());
    window.addEventListener("beforeunload", (event) => {
      if (!this.isSent && this.touched().length) event.preventDefault();
    });
    this.arrive();
  }

  touched() {
    const inputs = [...this.form.querySelectorAll('td input[type="text"]')];
    return inputs.filter((input) => input.value !== input.dataset.shown);
  }

  submit(event) {
    if (this.isSent) return event.preventDefault();
    this.isSent = true;
    this.word ??= this.button.textContent;
    this.button.textContent = "保存しています…";
    this.keep();
    setTimeout(() => this.rest(), PAUSE);
  }

  rest() {
    if (this.isSent) this.button.textContent = this.word;
    this.isSent = false;
  }

  /** Untouched cells say nothing new. */
  lighten(data) {
    const touched = new Set(this.touched());
    for (const input of this.form.querySelectorAll('td input[type="text"]')) {
      if (touched.has(input)) continue;
      data.delete(input.name);
      data.delete(was(input).name);
    }
  }

  // What was sent stays in this tab until the server says that it is saved.

  keep() {
    const sent = this.touched().map((input) => [input.id, input.value, was(input).value, this.form.action]);
    this.store([...sent, ...this.stored().cells.filter((cell) => !this.input(cell))]);
  }

  /** The input of a cell that was kept, if this grid has it. */
  input([id]) {
    return this.form.querySelector(`input[id="${id}"]`);
  }

  store(cells) {
    try {
      if (cells.length) sessionStorage.setItem(this.key, JSON.stringify({ at: Date.now(), cells }));
      else sessionStorage.removeItem(this.key);
    } catch {
      // a browser that keeps nothing: the page says that nothing was saved
    }
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key)) ?? { cells: [] };
    } catch {
      return { cells: [] };
    }
  }

  arrive() {
    const { at, cells } = this.stored();
    const elsewhere = cells.filter((cell) => !this.input(cell));
    if (location.hash === "#saved") {
      this.store(elsewhere);
      history.replaceState(null, "", location.pathname + location.search);
    } else if (!this.form.querySelector("[data-questions]")) {
      // With questions the server has sent everything back itself.
      const here = cells.filter((cell) => ![undefined, cell[1]].includes(this.input(cell)?.dataset.shown));
      if (here.length + elsewhere.length) this.putBack(at, here, elsewhere);
    }
  }

  putBack(at, here, elsewhere) {
    const before = here.map((cell) => this.input(cell)).map((input) => [input.id, input.value, was(input).value]);
    this.put(here);
    const time = new Date(at).toLocaleString("ja-JP", { month: "long", day: "numeric", hour: "numeric", minute: "2-digit" });
    const told = here.length
      ? `${time}に送ったまま保存されなかった値を、${here.length}個入れ直しました。まだ保存していません。`
      : `${time}に送ったまま保存されなかった値が、ほかの日に${elsewhere.length}個あります。`;
    this.news.replaceChildren(told, " ");
    if (elsewhere.length) this.news.append(link(elsewhere[0][3], "ほかの日の値を見る"), " ");
    this.news.append(button("この値を捨てる", () => this.discard(before)));
    this.news.toggleAttribute("data-lost", true);
    this.form.querySelector("[data-unsaved]")?.remove(); // says the same, and less
    this.news.scrollIntoView({ block: "nearest" });
  }

  discard(before) {
    this.store([]);
    this.put(before);
    this.news.toggleAttribute("data-lost", false);
    this.news.replaceChildren("保存されなかった値を捨てました。");
  }

  put(cells) {
    for (const cell of cells) {
      const input = this.input(cell);
      [, input.value, was(input).value] = cell;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** The field that says what stood in a cell when it was shown. */
const was = (input) => input.parentElement.querySelector('input[type="hidden"]');

function link(address, text) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.dataset.quiet = "";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

for (const form of document.querySelectorAll("[data-grid]")) {
  if (form.querySelector("button.default")) new Sending(form);
}
