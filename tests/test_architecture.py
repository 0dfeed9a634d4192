"""Hold the order of the rooms (projects <- disbursement <- emulation <- reports) and layers."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["projects", "disbursement", "emulation", "reports"]  # low to high
UNPREDICTABLE = {"os", "random", "secrets", "socket", "subprocess", "threading", "time"}
LAYERS = {  # what is higher may import what is lower, in its own app and in those below
    "domain": 0,
    "models": 1,
    "selectors": 2,
    "services": 3,
    "forms": 4,
    "views": 5,
    "api": 5,
    "admin": 5,
    "tasks": 5,
    "management": 5,
    "urls": 6,
}
READERS_AND_WRITERS = {"intake", "renderers"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core", "shared"}
LONGEST_FILE = 400


def sources(pattern="**/*.py"):
    """Yield the source files of the apps, without migrations."""
    for app in APPS:
        for path in sorted((ROOT / app).glob(pattern)):
            if "migrations" not in path.parts:
                yield path


def names_imported(path):
    """Yield the absolute dotted names a file imports, relative ones resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = [*base, *(node.module.split(".") if node.module else [])]
            yield from (".".join([*module, alias.name]) for alias in node.names)


def room(name):
    """Return (app, layer) of a dotted name or None for what is not ours."""
    app, _, rest = name.partition(".")
    return (app, layer(rest.split(".")[0])) if app in APPS else None


def room_of(path):
    app, *rest = path.relative_to(ROOT).with_suffix("").parts
    return app, layer(rest[0])


def layer(module):
    """Return the layer a module or package of an app stands in: `treasury_urls` is among urls."""
    kind = module.rpartition("_")[2]
    return kind if kind in LAYERS else module


def where(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_lower_apps(app):
    above = set(APPS[APPS.index(app) + 1 :])
    bad = [
        (where(path), name)
        for path in sources()
        if room_of(path)[0] == app
        for name in names_imported(path)
        if name.split(".")[0] in above
    ]
    assert bad == []


def test_domain_imports_only_predictable_standard_library_and_domain():
    allowed = sys.stdlib_module_names - UNPREDICTABLE
    bad = [
        (where(path), name)
        for path in sources("domain/**/*.py")
        for name in names_imported(path)
        if not (room(name)[1] == "domain" if room(name) else name.split(".")[0] in allowed)
    ]
    assert bad == []


def test_layers_import_only_downwards():
    bad = []
    for path in sources():
        rank = LAYERS.get(room_of(path)[1])
        if rank is None:
            continue
        for name in names_imported(path):
            imported = LAYERS.get(room(name)[1], 0) if room(name) else 0
            if imported > rank:
                bad.append((where(path), name))
    assert bad == []


def test_intake_and_renderers_know_only_domain_and_themselves():
    bad = []
    for path in sources():
        layer = room_of(path)[1]
        if layer not in READERS_AND_WRITERS:
            continue
        for name in names_imported(path):
            if room(name) and room(name)[1] in LAYERS.keys() - {"domain"}:
                bad.append((where(path), name))
    assert bad == []


def test_files_stay_short():
    lengths = {where(path): len(path.read_text("utf-8").splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_modules_are_named_after_what_they_hold():
    bad = [
        where(path)
        for path in sources()
        if VAGUE_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert bad == []
