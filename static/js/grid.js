// The entry grid: keys, pasting from Excel, totals while typing. Without it the form works as it is.

// As programmes/sheets/cells.py reads them, which has the last word.
const CLOSED = /^(お?休み?|(臨時)?休業日?|定休日?|休館?日?|祝日?|閉店|閉鎖)$/;
const UNKNOWN = /^(未(集計|定|入力|確認)?|集計[中前]|確認中|不明|[-‐–—―─━ー−_]+|\.{2,})$/;
const COUNT = /^約?(\d+|\d{1,3}(?:,\d{3})+)[食点名人個件つ回円枚本皿箱冊校社膳杯組]*$/;

const plain = (text) => text.normalize("NFKC").trim();

/** The number that a text means, or null. */
function number(text) {
  const found = COUNT.exec(plain(text).replace(/\s/g, ""));
  return found ? Number(found[1].replaceAll(",", "")) : null;
}

function state(text) {
  const value = plain(text);
  if (!value) return "empty";
  if (CLOSED.test(value)) return "closed";
  if (UNKNOWN.test(value)) return "unknown";
  const count = number(value);
  if (count === null) return "bad";
  return count ? "counted" : "zero";
}

/** Rows of cells from what Excel puts on the clipboard. */
const block = (text) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t").map((cell) => cell.replace(/^"(.*)"$/, "$1").trim()));

class Grid {
  constructor(form) {
    this.form = form;
    this.rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td[data-cell]")]);
    this.news = form.querySelector("[data-news]");
    this.last = this.first();
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("focusin", (event) => this.focused(event.target));
    form.addEventListener("submit", () => (this.leaving = true));
    window.addEventListener("beforeunload", (event) => this.unsaved() && event.preventDefault());
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

  unsaved() {
    const inputs = [...this.form.querySelectorAll('td input[type="text"]')];
    return !this.leaving && inputs.some((input) => input.value !== input.defaultValue);
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
    for (const button of tools.querySelectorAll("[data-put]")) {
      button.addEventListener("click", () => {
        this.put(this.last, button.dataset.put);
        this.last?.focus();
      });
    }
  }

  put(input, text) {
    if (!input) return;
    input.value = text;
    this.changed(input);
  }

  changed(input) {
    const cell = input.closest?.("td[data-cell]");
    if (!cell) return;
    cell.dataset.state = state(input.value);
    cell.toggleAttribute("data-changed", input.value !== input.dataset.shown);
    this.sum();
  }

  count(cell) {
    const input = this.input(cell);
    return input ? number(input.value) ?? 0 : Number(cell.dataset.number ?? 0);
  }

  sum() {
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
    const goal = this.goal(event, place, target);
    if (!goal) return;
    event.preventDefault();
    goal.focus();
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
    const done = { before: [], emptied: 0, closed: 0, beyond: 0 };
    lines.forEach((line, down) => line.forEach((text, right) => this.drop(top + down, left + right, text, done)));
    this.sum();
    this.report(done, lines);
    this.input(this.rows[top][left])?.focus();
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
    cell.dataset.state = state(text);
    cell.toggleAttribute("data-changed", text !== input.dataset.shown);
  }

  report(done, lines) {
    const width = Math.max(...lines.map((line) => line.length));
    const told = [`${lines.length}行×${width}列を貼り付けました。まだ保存していません。`];
    if (done.beyond) told.push(`表の外にはみ出した${done.beyond}個の値は、貼り付けていません。`);
    if (done.closed) told.push(`ここでは入力できないセルの${done.closed}個の値は、貼り付けていません。`);
    if (done.emptied) told.push(`空欄に変わったセルが${done.emptied}個あります。保存すると、その記録は削除されます。`);
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button";
    back.textContent = "貼り付けを元に戻す";
    back.addEventListener("click", () => this.back(done.before));
    this.news.replaceChildren(told.join(""), " ", back);
  }

  back(before) {
    for (const [input, text] of before) this.put(input, text);
    this.news.replaceChildren("貼り付けを元に戻しました。");
    before[0]?.[0].focus();
  }
}

for (const form of document.querySelectorAll("[data-grid]")) {
  if (form.querySelector("td[data-cell]")) new Grid(form);
}
