// A link to a line of a text puts the cursor there; without this it leads to the text.
for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    const area = document.getElementById(link.hash.slice(1));
    if (!area) return;
    event.preventDefault();
    const lines = area.value.split("\n");
    const line = Number(link.dataset.line) - 1;
    const start = lines.slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
    // The selection shows in sight only after the focus, and after the text before it was there.
    area.focus();
    area.scrollIntoView({ block: "center" });
    area.setSelectionRange(start, start);
    area.scrollTop = (area.scrollHeight * line) / lines.length - area.clientHeight / 3;
    area.setSelectionRange(start, start + (lines[line] ?? "").length);
  });
}
