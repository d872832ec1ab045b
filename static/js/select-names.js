// Names for the searching lists of the back office: their box says what was chosen, not for what.

function nameOf(select) {
  const label = select.labels?.[0] ?? document.querySelector(`label[for="${select.id}"]`);
  return (label?.textContent ?? select.getAttribute("aria-label") ?? columnOf(select))
    .replace(/[:：]\s*$/, "")
    .trim();
}

function columnOf(select) {
  const cell = select.closest("td");
  return cell?.closest("table")?.tHead?.rows[0]?.cells[cell.cellIndex]?.textContent ?? "";
}

function give(box) {
  const select = box.closest(".select2-container")?.previousElementSibling;
  const name = select?.matches("select") ? nameOf(select) : "";
  if (!name || box.getAttribute("aria-label") === name) return;
  const chosen = box.getAttribute("aria-labelledby");
  // What was chosen is the box's own text, not a text box of its own inside it.
  const words = box.querySelector(".select2-selection__rendered");
  words?.removeAttribute("role");
  words?.removeAttribute("aria-readonly");
  box.setAttribute("aria-label", name);
  box.id ||= `${select.id}-box`;
  if (chosen) box.setAttribute("aria-labelledby", `${box.id} ${chosen}`);
}

// An open box says which list it opened, in today's words.
function tie(open) {
  const list = open.getAttribute("aria-owns");
  if (!list || open.getAttribute("aria-controls") === list) return;
  open.setAttribute("aria-controls", list);
}

function giveAll() {
  document.querySelectorAll(".select2-selection").forEach(give);
  const open = document.querySelector(".select2-container--open .select2-selection");
  const name = open?.getAttribute("aria-label") ?? "";
  if (open) tie(open);
  // What it opened hangs below the page's end, outside of its landmarks.
  document.querySelectorAll("body > .select2-container--open").forEach((part) => {
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", name);
  });
  document.querySelectorAll(".select2-search__field").forEach((field) => {
    field.setAttribute("aria-label", `${name}を探す`);
  });
}

new MutationObserver(giveAll).observe(document.body, { childList: true, subtree: true });
giveAll();
