"""Hold the vendored assets to their list: what is served is what was reviewed."""

import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "disbursement" / "static"
VENDOR = STATIC / "vendor"
SUM = re.compile(r"^([0-9a-f]{64})  (\S+)$", re.MULTILINE)


def listed():
    return {path: sha for sha, path in SUM.findall((VENDOR / "VENDOR.md").read_text("utf-8"))}


def present():
    files = (path for path in VENDOR.rglob("*") if path.is_file() and path.name != "VENDOR.md")
    return {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_every_vendored_file_matches_its_listed_sum():
    assert present() == listed()


def test_every_vendored_folder_carries_its_licence():
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert [path.name for path in folders if not (path / "LICENSE").is_file()] == []


def test_no_asset_points_to_another_host():
    loads = re.compile(r"(?:url\(|@import\s+|sourceMappingURL=)['\"]?(?:https?:)?//", re.IGNORECASE)
    texts = [p for p in STATIC.rglob("*") if p.suffix in {".css", ".js"}]
    assert [p.name for p in texts if loads.search(p.read_text("utf-8"))] == []


def test_every_file_a_stylesheet_names_is_there():
    named = re.compile(r"url\(['\"]?(?!data:)([^'\")#?]+)")
    missing = [
        f"{sheet.name}: {target}"
        for sheet in (STATIC / "css").glob("*.css")
        for target in named.findall(sheet.read_text("utf-8"))
        if not (sheet.parent / target).resolve().is_file()
    ]
    assert missing == []


def test_every_icon_a_template_asks_for_is_in_the_sprite():
    sprite = (VENDOR / "bootstrap-icons" / "icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    asked = re.compile(r'{%\s*icon\s+"([^"]+)"')
    templates = STATIC.parent.parent / "templates"
    wanted = {n for p in templates.rglob("*.html") for n in asked.findall(p.read_text("utf-8"))}
    assert sorted(wanted - drawn) == []
