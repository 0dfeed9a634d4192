"""Every text that people see has its Vietnamese, and the compiled catalogue is that one."""

import re

import polib
import pytest

from scripts import messages

pytestmark = pytest.mark.any_database
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def catalogue():
    return messages.catalogue()


def test_the_catalogue_holds_exactly_the_texts_of_the_sources(catalogue):
    listed = {(entry.msgid, entry.msgctxt) for entry in catalogue}
    assert listed == set(messages.messages())


def test_every_text_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue if not entry.msgstr or entry.fuzzy] == []


def test_translations_name_the_same_values(catalogue):
    for entry in catalogue:
        wanted, given = (set(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgstr))
        assert given <= wanted, entry.msgid


def test_the_compiled_catalogue_is_up_to_date(catalogue):
    compiled = polib.mofile(str(messages.CATALOGUE.with_suffix(".mo")))
    assert {(entry.msgid, entry.msgstr) for entry in compiled} == {
        (entry.msgid, entry.msgstr) for entry in catalogue
    }
