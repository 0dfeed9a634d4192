"""Read the settings of the environment; a wrong one stops the start with one sentence."""

import contextlib
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

POSTGRES_SCHEMES = {"postgres", "postgresql"}
REDIS_SCHEMES = {"redis", "rediss"}
SITE_SCHEMES = {"http", "https"}
EMAIL_SCHEMES = set(environ.Env.EMAIL_SCHEMES)
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class WrongSetting(SystemExit):
    """Stop the starting process with one sentence instead of a traceback."""


class Environment:
    """The environment variables of one process; an empty value counts as not set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in TRUE | FALSE:
            raise WrongSetting(f"{name} must be true or false, not {value!r}.")
        return value in TRUE

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise WrongSetting(
                f"{name} must be a whole number from {low} to {high}, not {value!r}."
            )
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of the choices; the first is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise WrongSetting(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def folder(self, name: str, default: Path) -> Path:
        """Return the folder as an absolute path, made if it is not there."""
        path = Path(self.text(name, str(default))).expanduser().absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongSetting(
                f"{name} must be a folder that can be made and written to: {error}."
            ) from None
        return path

    def redis(self, name: str) -> str:
        """Return a Redis address, or "" for the embedded broker."""
        value = self.text(name)
        if value and not names_host(value, REDIS_SCHEMES):
            raise WrongSetting(f"{name} must be empty or look like redis://host:6379/0.")
        return value

    def database(self, name: str, *, default: Path, base: Path) -> dict[str, Any]:
        """Return Django's settings of the database; a relative SQLite path starts at `base`."""
        value = self.text(name)
        if not value:
            return sqlite(default)
        if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
            return sqlite(base / str(environ.Env.db_url_config(value)["NAME"]))
        if names_host(value, POSTGRES_SCHEMES):
            config = dict(environ.Env.db_url_config(value))
            if config["NAME"]:
                return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
        raise WrongSetting(
            f"{name} must look like sqlite:///PATH or postgres://user:password@host:5432/name."
        )

    def email(self, name: str, default: str) -> dict[str, Any]:
        value = self.text(name, default)
        if value.split("://")[0] not in EMAIL_SCHEMES:
            raise WrongSetting(f"{name} must look like smtp+tls://user:password@host:587.")
        return dict(environ.Env.email_url_config(value))

    def site(self, name: str, default: str) -> str:
        """Return the address of a site, without a slash at its end."""
        value = self.text(name, default)
        if not names_host(value, SITE_SCHEMES) or set(value) & set("?# "):
            raise WrongSetting(f"{name} must look like https://portal.example, not {value!r}.")
        return value.rstrip("/")

    def secret(self, name: str, *, kept_in: Path, shortest: int) -> str:
        """Return the secret, or one made once and kept in a file only the owner can read."""
        value = self.text(name)
        if value and len(value) < shortest:
            raise WrongSetting(f"{name} must have at least {shortest} characters.")
        return value or kept_secret(kept_in)


def names_host(url: str, schemes: set[str]) -> bool:
    """Tell whether an address has one of the schemes, a host and, if any, a possible port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def sqlite(path: Path) -> dict[str, Any]:
    """Return SQLite settings under which web and worker may write at the same time."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def kept_secret(path: Path) -> str:
    """Return the secret in the file, making both if need be.

    Two processes may start at once: the whole file is linked into place, whoever is first
    decides, and the other reads what it finds.
    """
    try:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # readable by us only
                draft.write(secrets.token_urlsafe(64))
                draft.flush()
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(draft.name)
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise WrongSetting(f"The secret key cannot be kept in DATA_DIR: {error}.") from None
