"""Rule packs: campaigns, milestones and deadlines of real documents, as JSON files."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def pack_codes() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read_pack(code: str) -> dict[str, Any]:
    """Return the content of a pack; KeyError if there is none of that code."""
    if code not in pack_codes():
        raise KeyError(code)
    content: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return content


def shifted(pack: dict[str, Any], *, code: str, plan_year: int) -> dict[str, Any]:
    """Return the pack moved to another plan year, days and months kept, under another code."""
    years = plan_year - pack["campaign"]["plan_year"]

    def move(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: move(part) for name, part in value.items()}
        if isinstance(value, list):
            return [move(part) for part in value]
        if isinstance(value, str) and _is_day(value):
            return f"{int(value[:4]) + years}{value[4:]}"
        return value

    moved: dict[str, Any] = move(pack)
    moved["campaign"] |= {"code": code, "plan_year": plan_year}
    return moved


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text[:4].isdigit()
