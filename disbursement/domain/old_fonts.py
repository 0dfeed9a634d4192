"""Tell text in the font encodings of the last century, which no one can search or compare."""

# ruff: noqa: RUF001 - these are the wrong letters on purpose

import re
from collections.abc import Iterable

# Words every treasury table has, as they look when the font is not there.
TCVN3 = re.compile(
    r"dù ¸n|kho b¹c|nguån vèn|kÕ ho¹ch|gi¶i ng©n|thanh to¸n|t¹m øng|®ång|tæng sè|chñ ®çu t|®¬n vÞ",
    re.IGNORECASE,
)
VNI = re.compile(
    r"döï aùn|kho baïc|nguoàn voán|keá hoaïch|giaûi ngaân|thanh toaùn|taïm öùng|ñoàng|toång soá"
    r"|chuû ñaàu tö|ñôn vò",
    re.IGNORECASE,
)
FEWEST_WORDS = 2


def old_encoding(texts: Iterable[str]) -> str:
    """Return the name of the encoding that the texts are in, or "" for readable ones."""
    tcvn3 = vni = 0
    for text in texts:
        tcvn3 += len(TCVN3.findall(text))
        vni += len(VNI.findall(text))
    if max(tcvn3, vni) < FEWEST_WORDS:
        return ""
    return "TCVN3" if tcvn3 >= vni else "VNI"
