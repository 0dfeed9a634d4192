"""What must be true of the set-up: settings, locks, scripts, the compose file."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from disbursement.env import Environment, WrongSetting

pytestmark = pytest.mark.any_database
ROOT = Path(__file__).resolve().parent.parent


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def database(url, tmp_path):
    return Environment({"DATABASE_URL": url}).database(
        "DATABASE_URL", default=tmp_path / "default.sqlite3", base=tmp_path
    )


@pytest.mark.parametrize("value", ["maybe", "2", "tru"])
def test_a_flag_is_true_or_false(value):
    with pytest.raises(WrongSetting, match="DEBUG must be true or false"):
        Environment({"DEBUG": value}).flag("DEBUG", default=False)


@pytest.mark.parametrize("value", ["0", "65536", "80a", "-1", "8.0"])
def test_a_port_is_a_whole_number_in_range(value):
    with pytest.raises(WrongSetting, match="PORT must be a whole number from 1 to 65535"):
        Environment({"PORT": value}).number("PORT", 8000, low=1, high=65535)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://host/name",
        "sqlite://",
        "sqlite:///",
        "postgres://",
        "postgres:///name",
        "postgres://user@host:99999/name",
        "postgres://user@host:5432/",
        "postgres://[half/name",
        "portal.db",
    ],
)
def test_a_wrong_database_address_is_refused(url, tmp_path):
    with pytest.raises(WrongSetting, match="DATABASE_URL must look like"):
        database(url, tmp_path)


def test_a_relative_sqlite_path_starts_at_the_base(tmp_path):
    assert database("sqlite:///here.db", tmp_path)["NAME"] == str(tmp_path / "here.db")


def test_an_absolute_sqlite_path_stays(tmp_path):
    assert database("sqlite:////var/lib/portal.db", tmp_path)["NAME"] == "/var/lib/portal.db"


def test_no_database_address_means_sqlite_that_two_processes_can_write_to(tmp_path):
    config = database("", tmp_path)
    assert config["NAME"] == str(tmp_path / "default.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_taken_apart(tmp_path):
    config = database("postgres://ba:m%40t@db.example:6543/portal", tmp_path)
    assert (config["USER"], config["PASSWORD"], config["HOST"], config["PORT"], config["NAME"]) == (
        "ba",
        "m@t",
        "db.example",
        6543,
        "portal",
    )


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://", "redis://h:x"])
def test_a_wrong_redis_address_is_refused(url):
    with pytest.raises(WrongSetting, match="REDIS_URL must be empty or look like"):
        Environment({"REDIS_URL": url}).redis("REDIS_URL")


def test_a_wrong_mail_address_is_refused():
    with pytest.raises(WrongSetting, match="EMAIL_URL must look like"):
        Environment({"EMAIL_URL": "mail.example:25"}).email("EMAIL_URL", "consolemail://")


@pytest.mark.parametrize(
    "url",
    ["portal.example", "ftp://portal.example", "https://", "https://a.example/?x", "http://a b"],
)
def test_an_address_of_the_portal_that_is_none_is_refused(url):
    with pytest.raises(WrongSetting, match="PORTAL_URL must look like"):
        Environment({"PORTAL_URL": url}).site("PORTAL_URL", "http://127.0.0.1:8000")


def test_the_address_of_the_portal_ends_without_a_slash():
    given = Environment({"PORTAL_URL": "https://portal.example/"})
    assert given.site("PORTAL_URL", "") == "https://portal.example"


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongSetting, match="DATA_DIR must be a folder"):
        Environment({"DATA_DIR": str(tmp_path / "file" / "data")}).folder("DATA_DIR", tmp_path)


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    kept_in = tmp_path / "secret_key"
    first = Environment({}).secret("SECRET_KEY", kept_in=kept_in, shortest=32)
    assert len(first) > 50
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600
    assert Environment({}).secret("SECRET_KEY", kept_in=kept_in, shortest=32) == first


def test_a_short_secret_is_refused(tmp_path):
    with pytest.raises(WrongSetting, match="SECRET_KEY must have at least 32 characters"):
        Environment({"SECRET_KEY": "abc"}).secret("SECRET_KEY", kept_in=tmp_path, shortest=32)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("DATABASE_URL", "oracle://db/x"), ("DEBUG", "perhaps")],
)
def test_a_wrong_setting_stops_a_command_with_one_sentence(name, value, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "disbursement.settings",
        "DATA_DIR": str(tmp_path),
        name: value,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(name)
    assert len(done.stderr.strip().splitlines()) == 1


def test_compose_file_follows_the_compose_specification():
    subprocess.run(
        [
            *[sys.executable, "-m", "check_jsonschema"],
            *["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def test_compose_has_every_part_with_its_health_check():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    assert services.keys() >= {"web", "worker", "scheduler", "postgres", "redis", "migrate"}
    without = {name for name, service in services.items() if "healthcheck" not in service}
    assert without == {"migrate"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[a-zA-Z0-9._-]+==", text, re.MULTILINE)
    assert len(pins) > 20
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert not re.search(r"^--(index|extra|find|trusted)", text, re.MULTILINE)


def test_the_development_lock_holds_the_same_versions():
    pin = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE)
    runtime = set(pin.findall((ROOT / "requirements.lock").read_text("utf-8")))
    assert runtime <= set(pin.findall((ROOT / "requirements-dev.lock").read_text("utf-8")))


@pytest.mark.parametrize("name", ["run", "test", "manage.py", ".ci/run"])
def test_script_can_be_executed(name):
    assert os.access(ROOT / name, os.X_OK)


def test_no_file_names_a_path_of_one_machine():
    machine_path = re.compile(rb"(?<![\w.:/-])/(?:work|root|home/[a-z]+|Users/[a-z]+|tmp/bg)/\w")
    bad = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if "vendor" not in path.parts
        and path != Path(__file__)
        and machine_path.search(path.read_bytes())
    ]
    assert bad == []
