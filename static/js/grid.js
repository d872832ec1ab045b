// The entry grid: keys, pasting from Excel, totals while typing. Without it the form works as it is.

/** Tells what a text means by the patterns of the server (produce/entry.py), which decides. */
class Reader {
  constructor({ closed, unknown, dashes, minus, number, unclear, units, most }) {
    const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
    this.closed = whole(closed);
    this.unknown = whole(unknown);
    this.dashes = whole(dashes);
    this.number = new RegExp(`^(${minus})?(?!${unclear}${units}$)(?:${number})${units}$`, "u");
    this.most = Number(most);
  }

  /** [state, count]: empty, closed, unknown, zero, counted or bad. */
  read(text) {
    const plain = text.normalize("NFKC").replace(/\s/g, "").replace(/^'+/, "").toLowerCase();
    const inner = plain.replace(/^[()[\]【】]+|[()[\]【】]+$/g, "");
    if (!plain) return ["empty", 0];
    if (this.closed.test(inner)) return ["closed", 0];
    if (this.unknown.test(inner) || this.dashes.test(plain)) return ["unknown", 0];
    return this.counted(plain === "零" ? "0" : plain);
  }

  counted(plain) {
    const [, minus, digits, decimals] = this.number.exec(plain) ?? [];
    const count = Number(digits?.replaceAll(",", ""));
    const isCount = count <= (minus ? 0 : this.most) && !/[1-9]/.test(decimals ?? "");
    if (!isCount) return ["bad", 0];
    return [count ? "counted" : "zero", count];
  }
}

// A cell that a spreadsheet put into quotes, because it holds a line break or a tab. A mere " is a
// ditto mark: what follows it is the end of the cell.
const QUOTED = /"((?:(?:[^"\t\n]|"")(?:[^"]|"")*)?)"(?=[\t\n]|$)/y;
const BARE = /[^\t\n]*/y;

function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Rows of cells from what a spreadsheet puts on the clipboard. */
function block(pasted) {
  const text = pasted.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [[]];
  for (let at = 0; at <= text.length; at += 1) {
    const quoted = match(QUOTED, text, at);
    const [all, inner] = quoted ?? match(BARE, text, at);
    rows.at(-1).push((quoted ? inner.replaceAll('""', '"') : all).replace(/\s+/g, " ").trim());
    at += all.length;
    if (text[at] === "\n") rows.push([]);
  }
  return rows;
}

class Grid {
  constructor(form) {
    this.form = form;
    this.reader = new Reader(form.dataset);
    this.rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td[data-cell]")]);
    this.news = form.querySelector("[data-news]");
    this.last = this.first();
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("input", (event) => this.typed(event.target));
    form.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("focusin", (event) => this.focused(event.target));
    this.tools();
    this.arrive();
  }

  input(cell) {
    return cell?.querySelector('input[type="text"]');
  }

  place(input) {
    const row = this.rows.findIndex((cells) => cells.includes(input.closest("td")));
    return row < 0 ? null : [row, this.rows[row].indexOf(input.closest("td"))];
  }

  first() {
    return this.form.querySelector('td input[type="text"]');
  }

  /** A question comes first; else the cell that the address names. */
  arrive() {
    const questions = this.form.querySelector("[data-questions]");
    if (questions) return questions.focus();
    const named = location.hash && document.getElementById(location.hash.slice(1));
    if (named && this.form.contains(named)) return named.focus();
    this.form.querySelector("[data-today]")?.scrollIntoView({ block: "nearest", inline: "end" });
  }

  focused(target) {
    if (!target.closest("td[data-cell]") || target.type !== "text") return;
    this.last = target;
    target.select();
  }

  tools() {
    const tools = this.form.querySelector("[data-tools]");
    tools.hidden = false;
    for (const note of this.form.querySelectorAll("[data-keys]")) note.hidden = !matchMedia("(pointer: fine)").matches;
    for (const button of tools.querySelectorAll("[data-put]")) {
      button.addEventListener("click", () => {
        this.put(this.last, button.dataset.put);
        this.last?.focus();
      });
    }
  }

  typed(input) {
    this.pasted = null; // from now on Ctrl+Z is about what was typed
    this.changed(input);
  }

  put(input, text) {
    if (!input) return;
    input.value = text;
    this.changed(input);
  }

  changed(input) {
    const cell = input.closest?.("td[data-cell]");
    if (!cell) return;
    this.mark(cell, input);
    this.summing ??= Promise.resolve().then(() => this.sum()); // once for all that change together
  }

  mark(cell, input) {
    [cell.dataset.state] = this.read(input);
    cell.toggleAttribute("data-changed", input.value !== input.dataset.shown);
  }

  /** An approximate count stays as it stands; nobody types one here. */
  read({ value, dataset: { shown } }) {
    return this.reader.read(value === shown ? value.replace(/^約/, "") : value);
  }

  count(cell) {
    const input = this.input(cell);
    return input ? this.read(input)[1] : Number(cell.dataset.number ?? 0);
  }

  sum() {
    this.summing = null;
    const add = (cells) => cells.reduce((all, cell) => all + this.count(cell), 0);
    const show = (name, numbers) =>
      this.form.querySelectorAll(`[data-sum="${name}"]`).forEach((output, at) => {
        output.value = numbers[at].toLocaleString("ja-JP");
      });
    const byRow = this.rows.map(add);
    show("row", byRow);
    show("column", this.rows[0].map((_cell, at) => add(this.rows.map((row) => row[at]))));
    show("all", [byRow.reduce((all, one) => all + one, 0)]);
  }

  key(event) {
    const target = event.target;
    if (event.isComposing || event.altKey || target.type !== "text") return;
    const place = this.place(target);
    if (!place) return;
    const act = this.shortcut(event);
    const goal = act ? null : this.goal(event, place, target);
    if (!act && !goal) return;
    event.preventDefault();
    act?.();
    goal?.focus();
  }

  /** What Ctrl with a key does, if anything. */
  shortcut({ key, ctrlKey, metaKey }) {
    if (!ctrlKey && !metaKey) return null;
    if (key === "Enter") return () => this.form.requestSubmit();
    return key === "z" && this.pasted ? () => this.back(this.pasted) : null;
  }

  /** The input that a key leads to: null leaves the key to the browser. */
  goal(event, [row, column], target) {
    const whole = target.selectionStart === 0 && target.selectionEnd === target.value.length;
    const atStart = whole || target.selectionEnd === 0;
    const atEnd = whole || target.selectionStart === target.value.length;
    const far = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowUp":
        return this.walk(row, column, -1, 0, far);
      case "ArrowDown":
        return this.walk(row, column, 1, 0, far);
      case "ArrowLeft":
        return far || atStart ? this.walk(row, column, 0, -1, far) : null;
      case "ArrowRight":
        return far || atEnd ? this.walk(row, column, 0, 1, far) : null;
      case "Home":
        return far || atStart ? this.walk(far ? -1 : row, -1, far ? 1 : 0, far ? 0 : 1) ?? target : null;
      case "End":
        return atEnd || far ? this.walk(far ? this.rows.length : row, this.rows[row].length, 0, -1) ?? target : null;
      case "Enter":
        return this.below(row, column, event.shiftKey ? -1 : 1) ?? target;
      default:
        return null;
    }
  }

  /** The next input in a direction; `far`: the last one there. */
  walk(row, column, down, right, far = false) {
    let found = null;
    for (let r = row + down, c = column + right; this.rows[r]?.[c]; r += down, c += right) {
      const input = this.input(this.rows[r][c]);
      if (input && !far) return input;
      found = input ?? found;
    }
    return found;
  }

  /** Down the column, then from the top of the next. */
  below(row, column, step) {
    const height = this.rows.length;
    const size = height * this.rows[0].length;
    for (let at = column * height + row + step; at >= 0 && at < size; at += step) {
      const input = this.input(this.rows[at % height][Math.floor(at / height)]);
      if (input) return input;
    }
    return null;
  }

  paste(event) {
    const place = event.target.type === "text" && this.place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    this.fill(place, block(text));
  }

  fill([top, left], lines) {
    const done = { before: [], emptied: 0, closed: 0, beyond: 0, bad: 0 };
    lines.forEach((line, down) => line.forEach((text, right) => this.drop(top + down, left + right, text, done)));
    this.sum();
    this.pasted = done.before;
    this.report(done, lines);
    this.input(this.rows[top][left])?.focus();
    this.news.scrollIntoView({ block: "nearest" });
  }

  drop(row, column, text, done) {
    const cell = this.rows[row]?.[column];
    const input = this.input(cell);
    if (!input) {
      if (text) done[cell ? "closed" : "beyond"] += 1;
      return;
    }
    done.before.push([input, input.value]);
    if (input.value && !text) done.emptied += 1;
    input.value = text;
    this.mark(cell, input);
    if (cell.dataset.state === "bad") done.bad += 1;
  }

  report(done, lines) {
    const width = Math.max(...lines.map((line) => line.length));
    const told = [`${lines.length}行×${width}列を貼り付けました。まだ保存していません。`];
    if (done.beyond) told.push(`表の外にはみ出した${done.beyond}個の値は、貼り付けていません。`);
    if (done.closed) told.push(`ここでは入力できないセルの${done.closed}個の値は、貼り付けていません。`);
    if (done.bad) told.push(`読めない値が${done.bad}個あります。赤いセルを直してください。`);
    if (done.emptied) told.push(`空欄に変わったセルが${done.emptied}個あります。保存すると、その記録は削除されます。`);
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button";
    back.textContent = "貼り付けを元に戻す";
    back.addEventListener("click", () => this.back(done.before));
    this.news.replaceChildren(told.join(""), " ", back);
  }

  back(before) {
    this.pasted = null;
    for (const [input, text] of before) this.put(input, text);
    this.news.replaceChildren("貼り付けを元に戻しました。");
    before[0]?.[0].focus();
  }
}

for (const form of document.querySelectorAll("[data-grid]")) {
  if (form.querySelector("td[data-cell]")) new Grid(form);
}
