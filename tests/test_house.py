"""The house keeps its plan: who imports whom, what stands at the top, what templates may hold."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions

import polib
import pytest
from django.apps import apps

from programmes.demo import FOLDER
from programmes.figures import all_strands
from programmes.loading import tables_of
from programmes.models import Event, Partner, TrackedModel

from .pages import inline
from .sources import APPS, OURS, ROOT, imported, imports, sources

#: the rooms of programmes from the ground up -> the rooms below that each may import; a room that
#: is a package says the same in its docstring
ROOMS = {
    "lib": set(),
    "models": {"lib"},
    "figures": {"lib", "models"},
    "loading": {"models", "figures"},
    "checks": {"lib", "models", "figures"},
    "accounts": {"lib", "models"},
    "reporting": {"lib", "models", "figures"},
    "releases": {"lib", "models", "figures", "reporting"},
    "imports": {"lib", "models", "reporting"},
    "audit": {"models", "figures", "releases"},
    "public": {"lib", "models", "figures", "accounts", "reporting", "releases"},
    "templatetags": {"lib", "models", "public"},
    "admin": {"lib", "models", "figures", "reporting", "releases", "imports", "public"},
    "demo": {"lib", "models", "releases", "loading"},
    "management": {"lib", "models", "audit", "demo", "loading"},
}
TOP = {
    *("manage.py", "pyproject.toml", "README.md", "Makefile", "Dockerfile", "compose.yaml"),
    *("LICENSE", "requirements.lock", "requirements-dev.lock"),
    *("fukushima_portal", "programmes", "produce", "events", "probono"),
    *("templates", "static", "fixtures", "tests"),
    *(".ci", ".github", ".dockerignore", ".editorconfig", ".gitignore", ".git"),
}


def of_ours(pairs):
    return [(name, other) for name, other in pairs if other.split(".")[0] in OURS]


def room(name):
    """programmes.models.event -> models"""
    return name.split(".")[1] if "." in name else ""


def climbing(pairs):
    """The imports that lead from a room to one that it may not lean on."""
    rooms = [(name, other, room(name), room(other)) for name, other in pairs]
    return [
        f"{name} imports {other}"
        for name, other, above, below in rooms
        if above in ROOMS and below not in ROOMS[above] | {above}
    ]


def test_the_frame_names_apps_only_as_strings():
    pairs = imports("fukushima_portal")
    assert len(pairs) >= 10
    assert {other.split(".")[0] for _, other in of_ours(pairs)} <= {"fukushima_portal"}


@pytest.mark.parametrize("app", sorted(APPS))
def test_an_app_imports_the_core_and_never_another_app(app):
    ours = of_ours(imports(app))
    assert any(other.startswith("programmes") for _, other in ours)
    assert {other.split(".")[0] for _, other in ours} <= {app, "programmes"}


def test_the_core_imports_none_of_ours():
    ours = of_ours(imports("programmes"))
    assert len(ours) >= 20
    assert {other.split(".")[0] for _, other in ours} == {"programmes"}


def names_of_the_apps():
    """What only an app says: its label, its models, its strands and figures.

    A word that the core has too, as the kind of an event or partner, is not among them.
    """
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    strands = [strand for strand in all_strands() if not callable(strand.figures)]
    names = {strand.slug for strand in strands}
    names |= {figure.slug for strand in strands for figure in strand.figures}
    for meta in (model._meta for model in models):
        names |= {meta.app_label, meta.object_name, meta.label, meta.label_lower}
    return names - {"events", *Event.Kind.values, *Partner.Kind.values}


def quoted(path):
    """The texts of a file, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in texts if type(node.value) is str and id(node) not in bare}


def test_the_core_names_no_strand_and_no_app_of_ours(tmp_path):
    names = names_of_the_apps()
    assert {"produce", "probono", "dialogue", "meals", "Sale", "events.session"} <= names
    found = {name: quoted(path) & names for name, path in sources("programmes").items()}
    assert {name: texts for name, texts in found.items() if texts} == {}
    path = tmp_path / "publishing.py"
    path.write_text('"""produce"""\nsales = apps.get_model("produce", "Sale").objects\n')
    assert quoted(path) & names == {"produce", "Sale"}


def keys_and_texts(value):
    if isinstance(value, dict):
        return {*value, *(text for each in value.values() for text in keys_and_texts(each))}
    if isinstance(value, list):
        return {text for each in value for text in keys_and_texts(each)}
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("app", ["programmes", *sorted(APPS)])
def test_the_demo_has_a_folder_for_each_app_with_its_rows_only(app):
    files = {path.name: tables_of(path) for path in (FOLDER / app).glob("*.toml")}
    assert {"programme.toml", "year-before.toml"} <= set(files)
    texts = {"partnership.toml", "programme.toml", "results.toml", "year-before.toml"}
    assert set(files) <= {*texts, "pictures.toml"}
    parts = [part for name in texts & set(files) for part in (files[name], *after(files[name]))]
    assert set().union(*parts) - {"after", "day"} <= {"programmes", app}
    if app == "programmes":
        assert keys_and_texts(files) & (names_of_the_apps() | {"events", "strand"}) == set()


def after(tables):
    return tables.get("after", [])


def test_each_room_leans_on_rooms_below_it_only():
    pairs = of_ours(imports("programmes"))
    assert set(ROOMS) <= {room(name) for name, _other in pairs}
    assert climbing(pairs) == []
    for number, (name, below) in enumerate(ROOMS.items()):
        assert below <= set(list(ROOMS)[:number]), f"{name} stands on what stands on it"


PACKAGES = sorted(path.parent.name for path in (ROOT / "programmes").glob("*/__init__.py"))


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "migrations"])
def test_a_room_says_what_is_in_it_and_what_it_imports(package):
    path = ROOT / "programmes" / package / "__init__.py"
    about, imported_rooms = ast.get_docstring(ast.parse(path.read_text())).split("\n\nImports ")
    assert len(about) > 20
    named = set(re.findall(r"\w+", imported_rooms)) - {"and", "nothing", "of", "ours"}
    assert named == ROOMS[package]


@pytest.mark.parametrize("app", sorted(APPS))
def test_an_app_says_what_is_in_it(app):
    about = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text()))
    assert about.startswith("Strand")
    listed = re.findall(r"^([\w/, ]+?)  +", about, re.MULTILINE)
    named = {name.strip() for line in listed for name in line.split(",")}
    there = {path.stem for path in (ROOT / app).glob("*.py")}
    there |= {f"{path.name}/" for path in (ROOT / app).iterdir() if path.is_dir()}
    assert named <= there


def test_few_modules_stand_loose_at_the_top_of_the_core():
    loose = {path.stem for path in (ROOT / "programmes").glob("*.py")} - {"__init__"}
    assert loose == {"apps", "checks", "data_urls", "loading", "site", "urls"}


def test_an_import_that_climbs_is_found(tmp_path):
    path = tmp_path / "partnership.py"
    path.write_text("def f():\n    from ..figures import results\n    from ..lib import periods\n")
    name = "programmes.models.partnership"
    planted = [(name, other) for other in imported(name, path)]
    assert climbing(planted) == [f"{name} imports programmes.figures.results"]


def test_no_two_files_import_each_other_whatever_the_way_round():
    graph = {}
    for package in ("fukushima_portal", "programmes", *sorted(APPS)):
        for name, other in of_ours(imports(package)):
            graph.setdefault(name, set()).add(other)
    TopologicalSorter(graph).prepare()
    assert len(graph) > 150
    graph["programmes.lib.periods"] = {"programmes.models.programme"}
    graph["programmes.models.programme"] = {"programmes.lib.periods"}
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()


def test_exports_know_no_database():
    name = "programmes.reporting.exports"
    found = set(imported(name, ROOT.joinpath(*name.split(".")).with_suffix(".py")))
    assert {one for one in found if one.startswith("programmes")} == {"programmes.reporting.tables"}
    assert not [one for one in found if one.startswith("django.db")]


#: what tells the time besides the one clock
CLOCKS = {"today", "now", "utcnow", "localdate", "localtime", "time_ns"}


def asked_of_a_clock(path):
    """Calls such as date.today(), as texts; those of `periods` are the one clock."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if name.rpartition(".")[2] in CLOCKS and "." in name and not name.startswith("periods."):
            yield name


def test_nothing_asks_another_clock_what_day_it_is():
    found = {
        name: list(asked_of_a_clock(path))
        for package in ("fukushima_portal", "programmes", *sorted(APPS))
        for name, path in sources(package).items()
    }
    assert {name: calls for name, calls in found.items() if calls} == {
        "programmes.lib.periods": ["datetime.now"],
        # the age of a file, whose time the machine tells
        "programmes.models.renditions": ["timezone.now"],
        # the moment of a version, as the history library takes it for all the others
        "programmes.models.bulk": ["timezone.now"],
    }


def test_relative_and_inner_imports_are_seen(tmp_path):
    path = tmp_path / "views.py"
    path.write_text("def f():\n    from . import lib\n    from .models import Event\n")
    assert list(imported("programmes.views", path)) == ["programmes.lib", "programmes.models"]


def test_nothing_stands_at_the_top_but_the_plan():
    ignored = (ROOT / ".gitignore").read_text().split()
    here = {
        path.name
        for path in ROOT.iterdir()
        if not any(fnmatch(path.name, pattern.strip("/")) for pattern in ignored)
    }
    assert here <= TOP


def test_the_map_of_the_readme_is_true():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    house = re.search(r"```\n(manage\.py.*?)```", readme, re.DOTALL)[1]
    lines = [line for line in house.splitlines() if line]
    named, folder = set(lines[0].split()), None
    for line in lines[1:]:
        name = line.split()[0]
        folder = folder if line.startswith(" ") else name
        named.add(name if folder == name else f"{folder}{name}")
    assert len(named) > len(TOP) - 6
    assert {name for name in named if not (ROOT / name).exists()} == set()
    visible = {name for name in TOP if not name.startswith(".")}
    assert visible <= {name.split("/")[0] for name in named}


def test_test_modules_stand_alone():
    """What several of them need has a home of its own."""
    names = [name.rpartition(".")[2] for name, _other in imports("tests")]
    assert any(name.startswith("test_") for name in names)
    pairs = [(name, other) for name, other in imports("tests") if ".test_" in f".{other}"]
    assert pairs == []


def test_inline_code_is_found():
    html = '<p style="a"><b onclick="b">{% if a > b %}<script>c</script><style>d</style>'
    assert len(inline(html).found) == 4
    assert not inline('<script src="a.js"></script><a href="{% url "on" %}">on</a>').found
    for kind in ("", ' type="application/json"', ' type="module"', ' type="importmap"'):
        assert inline(f"<script{kind}>c</script>").found
    assert not inline('<script type="application/ld+json">{}</script>').found


def test_templates_hold_no_inline_style_script_or_handler():
    templates = [
        *(ROOT / "templates").rglob("*.html"),
        *(path for app in ("programmes", *APPS) for path in (ROOT / app).rglob("*.html")),
    ]
    parsers = {path: inline(path.read_text(encoding="utf-8")) for path in templates}
    assert sum(parser.tags for parser in parsers.values()) > 20
    assert not {str(path): parser.found for path, parser in parsers.items() if parser.found}


def entries(catalogue):
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in catalogue
    }


#: who has English of its own: the core's stands with the frame, a strand's with its app
SPEAKERS = ("fukushima_portal", *sorted(APPS))


def english(speaker):
    """The folder of its English texts."""
    return ROOT / speaker / "locale" / "en" / "LC_MESSAGES"


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_compiled_translations_equal_their_complete_source(speaker):
    # As text: polib would take the path of a missing file for its content.
    source = polib.pofile((english(speaker) / "django.po").read_text(encoding="utf-8"))
    current = [entry for entry in source if not entry.obsolete]
    assert current
    assert not [entry.msgid for entry in current if entry.fuzzy or not entry.translated()]
    assert entries(polib.mofile(str(english(speaker) / "django.mo"))) == entries(current)


def known_to(*speakers):
    return [
        one for name in speakers for one in entries(polib.mofile(str(english(name) / "django.mo")))
    ]


def test_no_text_has_its_english_twice():
    every = known_to(*SPEAKERS)
    assert len(every) == len(set(every)) > 500


def asked_for(tree):
    """The (context, words) whose English a file asks for, wherever in it that stands."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = {
        alias.asname or alias.name: alias.name
        for node in imports
        if node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and (name := names.get(call.func.id)):
            words = [one.value for one in call.args if isinstance(one, ast.Constant)]
            context = words.pop(0) if words and name.startswith(("pgettext", "npgettext")) else None
            yield from ((context, one) for one in words[:1] if isinstance(one, str))


@pytest.mark.parametrize("package", ["programmes", *sorted(APPS)])
def test_whatever_code_asks_for_has_its_english(package):
    """Also within an f-string, where the tool that collects the texts does not look."""
    asked = {
        one
        for path in sources(package).values()
        for one in asked_for(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(asked) > 10
    own = {package} & APPS
    assert asked - set(known_to("fukushima_portal", *own)) == set()


#: what groups the digits of a number that is no published figure: limits, sizes of pictures
UNPUBLISHED = {"programmes.lib.rounding", "programmes.lib.images", "programmes.lib.sheets"}


def test_only_one_module_groups_the_digits_of_a_number():
    seen = set()
    for package in ("programmes", *sorted(APPS)):
        for name, path in sources(package).items():
            if re.search(r":,(\.\d+f)?\}", path.read_text(encoding="utf-8")):
                seen.add(".".join(name.split(".")[:3]))
    assert seen == UNPUBLISHED


def test_only_one_module_formats_a_moment():
    """What is given to others in Japan must be of Japan: nobody forgets to turn the clock."""
    seen = set()
    for package in ("fukushima_portal", "programmes", *sorted(APPS)):
        for name, path in sources(package).items():
            if re.search(r"\{[^{}'\"]+:%[A-Za-z]|strftime\(", path.read_text(encoding="utf-8")):
                seen.add(name)
    # A cell of a spreadsheet knows no time zone: it is told as it was typed.
    assert seen == {"programmes.lib.periods", "programmes.lib.sheets.cells"}


def test_no_template_formats_a_number():
    templates = list((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 100
    for path in templates:
        assert not re.search(r"intcomma|floatformat|stringformat", path.read_text()), path


#: what no line imports, since something else loads it -> the words by which a line asks for it
LOADED_BY_NAME = {
    "django-stubs": '"-m", "mypy"',
    "gunicorn": '"-m", "gunicorn"',
    "psycopg": '"postgresql"',  # Django, by the scheme of DATABASE_URL
    "pytest-django": "pytest.mark.django_db",
    "pytest-xdist": '"-n"',
    "ruff": '"-m", "ruff"',
}


def texts_of(*packages):
    files = [path for package in packages for path in sources(package).values()]
    return [path.read_text(encoding="utf-8") for path in files]


def modules_named(text):
    """Top modules that a file imports, or names by a dotted path as settings do."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Constant) and re.fullmatch(r"\w+(\.\w+)+", str(node.value)):
            yield str(node.value).partition(".")[0]


def unused(requirements, texts):
    """The distributions of which no module is named in any of these texts."""
    named = {module for text in texts for module in modules_named(text)}
    by_module = packages_distributions()
    used = {normal(name) for module in named for name in by_module.get(module, ())}
    lines = "\n".join(text for text in texts if "LOADED_BY_NAME" not in text)  # this file apart
    used |= {name for name, words in LOADED_BY_NAME.items() if words in lines}
    return {name for name in map(distribution, requirements) if name not in used}


def distribution(requirement):
    return normal(re.match(r"[\w.-]+", requirement)[0])


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_each_dependency_is_named_by_some_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, dev = project["dependencies"], project["optional-dependencies"]["dev"]
    portal = texts_of("fukushima_portal", "programmes", *sorted(APPS))
    tests = texts_of("tests")
    assert unused(runtime, portal) == set()
    assert unused(dev, tests) == set()
    assert unused(["Setuptools-SCM[toml]>=8", "vobject"], portal) == {"setuptools-scm", "vobject"}


LATE = {"weasyprint", "xlsxwriter", "openpyxl", "icalendar", "docx", "python_calamine"}
STARTED = """
import sys, django
django.setup()
import fukushima_portal.wsgi, fukushima_portal.urls
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_what_makes_files_is_not_imported_at_start_up():
    command = [sys.executable, "-c", STARTED, *LATE]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    started = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (started.returncode, started.stdout.split()) == (0, []), started.stderr


def test_all_that_a_page_shows_has_the_key_id():
    """Versions are found by it."""
    shown = [model for model in apps.get_models() if issubclass(model, TrackedModel)]
    assert len(shown) > 20 and {model._meta.pk.attname for model in shown} == {"id"}
