"""The parts of pages: complete, safe under the content security policy, honest about rights."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse

from disbursement.context_processors import PLACES, sections_for
from projects.models import Installation
from projects.templatetags.portal import MESSAGE_LOOKS, PLAIN_MESSAGE, STATUS_LOOKS
from tests.web import style_guide

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = ROOT / "disbursement/static/vendor/bootstrap-icons/icons.svg"
OPTIONAL_PARTS = (
    "basis|chart|definition|delta|empty|figure_card|issues_table|job_progress|notice|page_header"
)


@pytest.fixture
def page(cast):
    """The style guide as the planner sees it."""
    request = RequestFactory().get("/", {"text": "cầu"})
    request.user = cast.planner
    request.session = {}
    request._messages = FallbackStorage(request)
    assert not list(get_messages(request))
    return style_guide.render(request)


def test_no_page_carries_inline_script_or_style(page):
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", page) == []
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page) == []


def test_no_template_carries_inline_script_or_style():
    inline = re.compile(
        r"\sstyle=|\son(?:click|change|submit|load|input)=|<style|<script(?![^>]*src=)"
    )
    found = {p.name: inline.findall(p.read_text("utf-8")) for p in TEMPLATES}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_components_with_optional_parts_are_closed_to_the_page_s_own_variables():
    include = re.compile(
        r'{%\s*include "components/(?:' + OPTIONAL_PARTS + r')\.html"(?:(?!%}).)*%}'
    )
    inner = {"page_header.html", "figure_card.html"}  # these hand their own parts on
    open_ones = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in TEMPLATES
        if not (path.parent.name == "components" and path.name in inner)
        for found in include.finditer(path.read_text("utf-8"))
        if not re.search(r"\bonly\s*%}$", found[0])
    ]
    assert open_ones == []


def test_every_status_and_message_has_an_icon_of_the_sprite_and_a_word():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text("utf-8")))
    looks = [*STATUS_LOOKS.values(), *MESSAGE_LOOKS.values(), PLAIN_MESSAGE]
    assert [look for look in looks if look.icon not in drawn or not look.label] == []
    assert [place.icon for place in PLACES if place.icon not in drawn] == []


def test_an_unknown_status_is_shown_as_it_is():
    source = '{% load portal %}{% status_badge "strange" %}'
    assert "strange" in engines["django"].from_string(source).render()


def drawn(source, **context):
    return engines["django"].from_string("{% load portal %}" + source).render(context)


@pytest.mark.parametrize(
    ("rate", "width"), [(None, "0"), (0, "0"), (100, "10000"), (130, "10000"), (-5, "0")]
)
def test_a_progress_line_is_drawn_within_its_frame(rate, width):
    assert f'width="{width}" height="70"' in drawn("{% progress_line r %}", r=rate)


def test_a_progress_line_says_its_rate_and_target_in_words():
    html = drawn("{% progress_line r 60 %}", r=32)
    assert "32,00\xa0%" in html
    assert "60,00\xa0%" in html
    assert 'x="6000"' in html


def test_fields_have_labels_and_tie_help_and_errors_to_themselves(page):
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    named = set(re.findall(r'<label[^>]*for="([^"]+)"', page))
    described = re.findall(r'aria-describedby="([^"]+)"', page)
    assert {"id_file", "id_unit", "id_as_at", "id_confirmed", "id_reason"} <= named
    assert {one for many in described for one in many.split()} <= ids
    assert "id_file_error" in ids


def test_pages_of_a_list_keep_the_filter(page):
    assert 'href="?text=c%E1%BA%A7u&amp;page=3"' in page


@pytest.mark.parametrize("who", ["investor", "treasurer", "nobody"])
def test_navigation_offers_only_what_the_role_may_open(cast, who):
    sections = sections_for(getattr(cast, who), "/")
    offered = {str(entry.label) for section in sections for entry in section.entries}
    forbidden = {
        "investor": {"Treasury files", "Reporting", "Reports", "Administration"},
        "treasurer": {"My reports", "Administration"},
        "nobody": {str(place.label) for place in PLACES},
    }
    assert offered & forbidden[who] == set()


def test_navigation_marks_where_the_person_is(cast):
    here = reverse("admin:index")
    sections = sections_for(cast.administrator, here)
    entries = [entry for section in sections for entry in section.entries]
    assert [entry.url for entry in entries if entry.current == "page"] == [here]


def test_navigation_has_no_empty_section(cast):
    for section in sections_for(cast.treasurer, "/"):
        assert section.entries
        assert "Periodic reports" not in str(section.label)


def test_a_demonstration_says_so_on_every_page_also_before_sign_in(db, client):
    url = reverse("account_login")
    assert "demo-banner" not in client.get(url).text
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    assert "demo-banner" in client.get(url).text


def test_refusal_pages_can_be_shown_to_anybody(db, rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    for name in ("403.html", "404.html", "403_csrf.html", "500.html"):
        assert "<h1>" in engines["django"].get_template(name).render({}, request)


def test_the_page_of_an_error_needs_neither_request_nor_database():
    assert "<h1>" in engines["django"].get_template("500.html").render()


def test_the_unit_a_person_chooses_is_kept_for_the_session(cast, sign_in):
    browser = sign_in(cast.planner)
    answer = browser.post(reverse("disbursement:set_unit"), {"unit": "DONG", "next": "/x?y=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/x?y=1")
    assert browser.session["unit"] == "DONG"
    browser.post(reverse("disbursement:set_unit"), {"unit": "THOUSAND"})
    assert browser.session["unit"] == "DONG"


def test_choosing_a_unit_never_leads_to_another_site(cast, sign_in):
    answer = sign_in(cast.planner).post(
        reverse("disbursement:set_unit"), {"unit": "DONG", "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"
