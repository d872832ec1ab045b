"""Pictures of every page type, to be looked at one by one: `make shots`.

Serves the documents and the fictional programme at lunchtime of a working day, and writes a PNG for
each type of page, language, width and colour scheme, with a page that shows them together.
"""

import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WIDTHS = {360: 740, 1280: 900}
SCHEMES, LANGUAGES = ("light", "dark"), ("ja", "en")
#: pictures further down load when they come into view
LOAD = "all => all.forEach(one => one.loading = 'eager')"
LOADED = "[...document.images].every(one => one.complete)"


def main(folder):
    from tests.browser.conftest import FLAGS, clocked, made_demo, managing, serving
    from tests.browser.site import crawl

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = Path(name) / "demo"
        shutil.copytree(made_demo(), place)
        managing(clocked(place))("collectstatic", "--noinput")
        with serving(clocked(place)) as address:
            flags = [*FLAGS, "--no-sandbox"]
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
            page = browser.new_page(base_url=address)
            pages = {language: crawl(page, language, "/nec/2025/", 1) for language in LANGUAGES}
            taken = [take(browser, address, folder, *each) for each in every(pages)]
            browser.close()
    sheet(folder, taken)
    print(f"{len(taken)} pictures of {len(pages['ja'])} types of page: {folder / 'index.html'}")


def every(pages):
    for language, width, scheme in product(LANGUAGES, WIDTHS, SCHEMES):
        for kind, paths in pages[language].items():
            yield kind, paths[0], language, width, scheme


def take(browser, address, folder, kind, path, language, width, scheme):
    """Takes one picture and returns its name."""
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(viewport=size, base_url=address, color_scheme=scheme)
    page = context.new_page()
    page.goto(path)
    # Pictures further down load when they come into view.
    page.eval_on_selector_all(
        "img[loading=lazy]", "all => all.forEach(one => one.loading = 'eager')"
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_function(LOADED)
    name = f"{kind.replace('?', '-')}-{language}-{width}-{scheme}.png"
    page.screenshot(path=folder / name, full_page=True)
    context.close()
    return name


def sheet(folder, names):
    pictures = "".join(
        f'<figure><a href="{name}"><img src="{name}" alt="" width="240"></a>'
        f"<figcaption>{name}</figcaption></figure>"
        for name in sorted(names)
    )
    style = "figure{display:inline-block;margin:8px;vertical-align:top;font:12px sans-serif}"
    head = f"<!doctype html><meta charset=utf-8><title>pages</title><style>{style}</style>"
    (folder / "index.html").write_text(head + pictures, encoding="utf-8")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "shots")
