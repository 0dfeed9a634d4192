"""The fonts that documents carry are the ones that were reviewed, and know Vietnamese."""

import hashlib
import re

from reports.renderers.pdf import FONTS

SUM = re.compile(r"^([0-9a-f]{64})  (\S+)$", re.MULTILINE)


def test_every_font_matches_its_listed_sum_and_the_licence_lies_beside_them():
    listed = {name: sha for sha, name in SUM.findall((FONTS / "VENDOR.md").read_text("utf-8"))}
    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name != "VENDOR.md"
    }
    assert present == listed
    assert "LICENSE" in present
