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

function giveAll() {
  document.querySelectorAll(".select2-selection").forEach(give);
  const open = document.querySelector(".select2-container--open .select2-selection");
  const name = open?.getAttribute("aria-label") ?? "";
  document.querySelectorAll(".select2-search__field").forEach((field) => {
    field.setAttribute("aria-label", `${name}を探す`);
  });
}

new MutationObserver(giveAll).observe(document.body, { childList: true, subtree: true });
giveAll();
