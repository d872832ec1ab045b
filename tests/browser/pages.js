// What a page of the back office does wrong, a line each: run in the page by the tests.
(known) => {
  const faults = [];
  const excerpt = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) faults.push(`${wide} px wider than the window`);
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) faults.push(`${heads} h1`);
  if (document.documentElement.lang !== "ja") faults.push("not lang=ja");

  // A link inside a sentence may be as high as its line.
  const isInText = (one) =>
    one.matches("a") &&
    [...one.parentNode.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1,
    );
  const controls = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]",
  );
  let count = 0;
  for (const one of controls) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.matches(".skip-to-content-link, .select2-hidden-accessible") || isInText(one)) continue;
    const { width, height } = one.getBoundingClientRect();
    count += 1;
    if (width < 23.9 || height < 23.9) {
      faults.push(`${Math.round(width)} x ${Math.round(height)} px: ${excerpt(one)}`);
    }
  }

  const words = new Set();
  const collect = (text) => {
    const plain = (text ?? "").replace(/（例：[^）]*）|https?:\S+/g, "");
    for (const word of plain.match(/[A-Za-z]*[a-z]{2,}[A-Za-z]*/g) ?? []) words.add(word);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (parent.closest("script, style, textarea, code, [lang=en], [class*='_en']")) continue;
    // An English text, or the name of a page's address.
    if (/英語|アドレス|識別名/.test(parent.closest("li, tr")?.textContent ?? "")) continue;
    collect(texts.currentNode.textContent);
  }
  for (const one of document.querySelectorAll("body *")) {
    for (const name of ["alt", "title", "aria-label", "placeholder"]) {
      collect(one.getAttribute(name));
    }
    if (one.matches("[type=submit], [type=button], [type=reset]")) collect(one.value);
  }
  const english = [...words].filter((word) => !known.includes(word));
  if (english.length) faults.push(`English: ${english.join(" ")}`);
  return { faults, count };
};
