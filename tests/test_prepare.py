"""Bringing an installation up to date, and the demo on the first start only."""

import pytest
from django.core.management import CommandError, call_command

from disbursement import static_files
from disbursement.management.commands import prepare
from projects.models import Installation, User


@pytest.fixture
def seeded(monkeypatch, settings, tmp_path):
    """The names of the commands that were called, with the demo's own being left out."""
    settings.STATIC_ROOT = tmp_path / "static"
    called = []

    def call(name, **options):
        called.append(name)
        if name != "seed_demo":
            call_command(name, **options)

    monkeypatch.setattr(prepare, "call_command", call)
    monkeypatch.setattr(prepare, "get_commands", lambda: {"seed_demo": "projects"})
    return called


@pytest.mark.django_db
def test_the_demo_is_filled_in_on_the_first_start_only(seeded):
    call_command("prepare", "--demo")
    call_command("prepare", "--demo")
    assert seeded.count("seed_demo") == 1


@pytest.mark.django_db
def test_without_being_asked_for_there_is_no_demo(seeded):
    call_command("prepare")
    call_command("prepare", "--demo")
    assert "seed_demo" not in seeded


@pytest.mark.django_db
def test_what_somebody_has_put_in_keeps_the_demo_away(seeded):
    User.objects.create_user("quantri")
    call_command("prepare", "--demo")
    assert "seed_demo" not in seeded


@pytest.mark.django_db
def test_the_first_start_is_kept(seeded):
    call_command("prepare")
    first = Installation.current().first_started_at
    call_command("prepare")
    assert first is not None
    assert Installation.current().first_started_at == first


@pytest.mark.django_db
def test_a_missing_database_is_one_sentence(seeded, monkeypatch):
    monkeypatch.setattr("disbursement.checks.database_problem", lambda: "It does not answer.")
    with pytest.raises(CommandError, match=r"^It does not answer\.$"):
        call_command("prepare")


def test_static_files_are_collected_once_per_version(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    assert static_files.collect_if_changed()
    assert not static_files.collect_if_changed()
    (source / "page.css").write_text("a { color: darkred }")
    assert static_files.collect_if_changed()
    assert "darkred" in (tmp_path / "collected" / "page.css").read_text("utf-8")
