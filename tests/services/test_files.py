import hashlib
from datetime import UTC, datetime

import pytest
from django.utils import translation

from projects.models import SourceFile
from projects.selectors.files import path_of
from projects.services import files
from projects.services.files import file_keep, safe_name

AT = datetime(2024, 10, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.mark.django_db
def test_content_lies_under_its_sum():
    kept = file_keep(content=b"abc", name="a.xlsx", by=None, at=AT)
    assert kept.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert kept.sha256.startswith("ba7816bf")
    assert (kept.size, kept.name, kept.received_at) == (3, "a.xlsx", AT)
    assert path_of(kept).read_bytes() == b"abc"
    assert path_of(kept).parent.name == "ba"


@pytest.mark.django_db
def test_same_bytes_are_kept_once(tmp_path):
    first = file_keep(content=b"abc", name="a.xlsx", by=None, at=AT)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(b"abc")
    assert file_keep(content=path, name="copy.xlsx", by=None, at=AT) == first
    assert SourceFile.objects.count() == 1
    assert [p.name for p in path_of(first).parent.iterdir()] == [first.sha256]


@pytest.mark.django_db
def test_content_that_was_lost_is_written_again():
    kept = file_keep(content=b"abc", name="a.xlsx", by=None, at=AT)
    path_of(kept).unlink()
    file_keep(content=b"abc", name="a.xlsx", by=None, at=AT)
    assert path_of(kept).read_bytes() == b"abc"


@pytest.mark.django_db
def test_interrupted_write_leaves_nothing(monkeypatch, tmp_path):
    def fail(source, sink):
        sink.write(b"a")
        raise OSError

    monkeypatch.setattr(files.shutil, "copyfileobj", fail)
    with pytest.raises(OSError):
        file_keep(content=b"abc", name="a.xlsx", by=None, at=AT)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("báo cáo.xlsx", "báo cáo.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Tài liệu\\số liệu.xls", "số liệu.xls"),
        ("a\x00\r\nb\u202e.xlsx", "ab.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 250 + ".xlsx"),
    ],
)
def test_names_are_safe_to_show(given, shown):
    assert safe_name(given) == shown


@pytest.mark.parametrize("given", ["", "..", "/", "\x07"])
def test_name_that_says_nothing_is_replaced(given):
    with translation.override("en"):
        assert safe_name(given) == "unnamed"
