// What a public page does wrong, a line each: run in the page by the tests.
({ language, names }) => {
  const faults = [];
  const excerpt = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  if (document.documentElement.lang !== language) faults.push("wrong lang");
  if (document.title.length < 5) faults.push(`title ${document.title}`);
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) faults.push(`${heads} h1`);
  for (const landmark of ["header", "nav", "main", "footer"]) {
    if (!document.querySelector(landmark)) faults.push(`no ${landmark}`);
  }
  let level = 0;
  for (const one of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const now = Number(one.localName[1]);
    if (now > level + 1) faults.push(`h${now} after h${level}: ${excerpt(one)}`);
    level = now;
  }

  // A link inside a sentence may be as high as its line.
  const isInText = (one) =>
    one.matches("a") &&
    [...one.parentNode.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1,
    );
  for (const one of document.querySelectorAll("a[href], button, summary, select, input, textarea")) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.matches(".fp-skip") || one.closest("svg") || isInText(one)) continue;
    const { width, height } = one.getBoundingClientRect();
    if (width < 23.9 || height < 23.9) {
      faults.push(`${Math.round(width)} x ${Math.round(height)} px: ${excerpt(one)}`);
    }
  }

  // On a phone nothing is cut off and nothing is scrolled sideways within the page.
  for (const one of document.querySelectorAll("main *")) {
    if (one.matches("svg *, .fp-hidden") || getComputedStyle(one).overflowX === "visible") continue;
    const wider = one.scrollWidth - one.clientWidth;
    if (wider > 1) faults.push(`${wider} px cut off: ${excerpt(one)}`);
  }

  for (const one of document.querySelectorAll("img")) {
    if (!one.hasAttribute("width") || !one.hasAttribute("height") || !one.hasAttribute("alt")) {
      faults.push(`no size or no alt: ${excerpt(one)}`);
    }
  }

  // Words of the other language where no lang attribute says so.
  const other = language === "en" ? "ja" : "en";
  const foreign = new Set();
  const collect = (text) => {
    const found =
      language === "en"
        ? text.match(/[\u3041-\u30ff\u4e00-\u9fff\u3005]+/g)
        : text.replace(/\S+@\S+|https?:\S+|\/[a-z0-9/.?=_-]+/g, "").match(/[A-Za-z][A-Za-z'’]*/g);
    for (const word of found ?? []) if (!names.includes(word)) foreign.add(word);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (parent.closest(`script, style, code, [lang=${other}]`)) continue;
    collect(texts.currentNode.textContent);
  }
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest(`[lang=${other}]`)) continue;
    for (const name of ["alt", "title", "aria-label"]) collect(one.getAttribute(name) ?? "");
  }
  if (foreign.size) faults.push(`not ${language}: ${[...foreign].join(" ")}`);
  return faults;
};
