"""What the project's own files import."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = {"produce", "events", "probono"}
OURS = {"fukushima_portal", "programmes", "tests", *APPS}


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(package):
    return {module_name(path): path for path in sorted((ROOT / package).rglob("*.py"))}


def is_module(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def imported(name, path):
    """Full names of the modules that a file imports, wherever in it the import stands."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                ours = base.split(".")[0] in OURS
                yield inner if ours and is_module(inner) else base


def imports(package):
    """(importing module, imported module) for all files of a package; never empty."""
    pairs = [
        (name, other) for name, path in sources(package).items() for other in imported(name, path)
    ]
    assert pairs, f"no import seen in {package}"
    return pairs
