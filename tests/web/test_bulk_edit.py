"""Bulk edit of lists: previewed, all or nothing, with history; and rows edited by two people."""

import pytest

from projects.models import AuditRecord, CapitalSource, Organisation, Programme, Project
from projects.services import bulk_edit as service
from tests.people import make_organisation, make_project

pytestmark = pytest.mark.django_db
BULK = "/danh-muc/du-an/sua-hang-loat/"


def chosen(field, *rows, **more):
    keys = [row.pk for row in rows]
    scope = "ticked" if rows else "all"
    return {"scope": scope, "row": keys, "field": field, "query": "", "reason": "Rà soát", **more}


def preview(browser, data):
    response = browser.post(BULK, {**data, "step": "preview"})
    assert response.status_code == 200
    return response.context["preview"]


def test_ticked_rows_are_previewed_then_changed_with_history(cast, province, sign_in):
    browser = sign_in(cast.planner)
    Project.objects.filter(pk=province.road.pk).update(sector="Giao thông")
    data = chosen("sector", province.bridge, province.road, value="Giao thông")
    asked = browser.post(BULK, {key: data[key] for key in ("scope", "row", "field", "query")})
    assert asked.context["preview"] is None
    shown = preview(browser, data)
    assert [(each.row.pk, each.old, each.new) for each in shown.changes] == [
        (province.bridge.pk, "–", "Giao thông")
    ]
    assert shown.same == 1
    assert Project.objects.get(pk=province.bridge.pk).sector == ""
    done = browser.post(BULK, {**data, "step": "apply", "mark": shown.mark})
    assert done.status_code == 302
    bridge = Project.objects.get(pk=province.bridge.pk)
    assert bridge.sector == "Giao thông"
    newest = bridge.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.planner, "Rà soát")
    assert province.school.history.count() == 1
    record = AuditRecord.objects.get(action="registers.bulk_edit")
    assert record.detail["rows"] == [["7100001", "–"]]
    assert record.detail["reason"] == "Rà soát"


def test_all_rows_that_match_the_filters_are_changed_and_no_others(cast, province, sign_in):
    browser = sign_in(cast.planner)
    programme = Programme.objects.create(code="NTM", name="Nông thôn mới")
    data = chosen("programme", value=programme.pk, query="investor=BQLGT")
    shown = preview(browser, data)
    browser.post(BULK, {**data, "step": "apply", "mark": shown.mark})
    changed = Project.objects.filter(programme=programme)
    assert set(changed) == {province.bridge, province.road}


def test_stale_preview_changes_nothing_and_shows_the_new_difference(cast, province, sign_in):
    browser = sign_in(cast.planner)
    data = chosen("place", province.bridge, province.road, value="Đông Hà")
    shown = preview(browser, data)
    Project.objects.filter(pk=province.road.pk).update(place="Cam Lộ")
    again = browser.post(BULK, {**data, "step": "apply", "mark": shown.mark})
    assert again.status_code == 200
    assert Project.objects.filter(place="Đông Hà").count() == 0
    assert [each.old for each in again.context["preview"].changes] == ["–", "Cam Lộ"]
    assert len(list(again.context["messages"])) == 1


def test_key_flag_is_asked_for_as_yes_or_no(cast, province, sign_in):
    browser = sign_in(cast.planner)
    data = chosen("is_key", province.bridge, value="1")
    shown = preview(browser, data)
    assert (shown.changes[0].old, shown.changes[0].new) != ("", "")
    browser.post(BULK, {**data, "step": "apply", "mark": shown.mark})
    assert Project.objects.get(pk=province.bridge.pk).is_key is True


def test_block_of_organisations_is_changed_in_bulk(cast, province, sign_in):
    browser = sign_in(cast.planner)
    url = "/danh-muc/don-vi/sua-hang-loat/"
    data = chosen("block", province.roads_board, value="Khối 1")
    mark = browser.post(url, {**data, "step": "preview"}).context["preview"].mark
    browser.post(url, {**data, "step": "apply", "mark": mark})
    assert Organisation.objects.get(pk=province.roads_board.pk).block == "Khối 1"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"scope": "ticked", "field": "sector"},
        {"scope": "ticked", "field": "code", "row": "1"},
        {"scope": "ticked", "field": "sector", "row": ["x", "9" * 30, "-1"]},
        {"scope": "all", "field": "sector", "query": "%00=&year=abc", "step": "apply"},
        {"scope": "all", "field": "programme", "value": "abc", "reason": "x", "step": "apply"},
        {"scope": "all", "field": "sector", "value": "a" * 999, "reason": "x", "step": "apply"},
        {"scope": "all", "field": "sector", "value": "a", "reason": "x", "step": "apply"},
    ],
)
def test_bad_bulk_edits_change_nothing_and_never_break(cast, province, sign_in, data):
    response = sign_in(cast.planner).post(BULK, data)
    assert response.status_code in (200, 302)
    assert not AuditRecord.objects.filter(action="registers.bulk_edit").exists()


def test_too_many_rows_are_refused_in_a_sentence(cast, province, sign_in, monkeypatch):
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    response = sign_in(cast.planner).post(
        BULK, chosen("sector", value="x", step="preview"), follow=True
    )
    assert len(list(response.context["messages"])) == 1


def test_only_editors_change_rows(cast, province, sign_in):
    data = chosen("sector", province.bridge, value="x", step="preview")
    assert sign_in(cast.leader).post(BULK, data).status_code == 403
    assert sign_in(cast.investor).post(BULK, data).status_code == 403
    assert not sign_in(cast.leader).get("/danh-muc/du-an/").context["bulk_fields"]
    assert sign_in(cast.planner).post("/danh-muc/hop-dong/sua-hang-loat/", data).status_code == 404


def test_bulk_queries_do_not_grow_with_the_rows(
    cast, province, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.planner)
    programme = Programme.objects.create(code="NTM", name="Nông thôn mới")
    data = chosen("programme", value=programme.pk, step="preview")

    def count():
        with django_assert_max_num_queries(20) as queries:
            browser.post(BULK, data)
        return len(queries)

    before = count()
    for number in range(20):
        other = Programme.objects.create(code=f"P{number}", name="x")
        make_project(f"76{number:05}", "x", province.roads_board, programme=other)
    assert count() == before


def source_url(source, part="sua/"):
    return f"/danh-muc/nguon-von/{source.pk}/{part}"


def mark_of(browser, url):
    return browser.get(url).context["form"]["mark"].value()


def test_second_editor_is_told_and_keeps_what_was_typed(cast, province, sign_in):
    url = source_url(province.central)
    first, second = sign_in(cast.planner), sign_in(cast.administrator)
    marks = mark_of(first, url), mark_of(second, url)
    first.post(url, {"name": "Ngân sách TW", "reason": "Tên mới", "mark": marks[0]})
    typed = {"name": "NSTW trong nước", "reason": "Sửa", "mark": marks[1]}
    told = second.post(url, typed)
    assert told.status_code == 409
    assert CapitalSource.objects.get(pk=province.central.pk).name == "Ngân sách TW"
    form = told.context["form"]
    assert form["name"].value() == "NSTW trong nước"
    assert told.context["conflict"][0][1:] == ("Ngân sách TW", "NSTW trong nước")
    assert told.context["last"].by == str(cast.planner)
    saved = second.post(url, {**typed, "mark": form["mark"].value()})
    assert saved.status_code == 302
    assert CapitalSource.objects.get(pk=province.central.pk).name == "NSTW trong nước"


def test_page_of_a_row_tells_who_changed_what_when_and_why(cast, province, sign_in):
    browser = sign_in(cast.planner)
    url = source_url(province.central)
    data = {"name": "Ngân sách TW", "parent": province.local.pk, "collected_in_year": "on"}
    browser.post(url, {**data, "reason": "Theo QĐ 5", "mark": mark_of(browser, url)})
    newest, oldest = browser.get(source_url(province.central, "")).context["history"]
    assert (newest.by, newest.reason) == (str(cast.planner), "Theo QĐ 5")
    changes = {(each.old, each.new) for each in newest.changes}
    assert ("Ngân sách trung ương", "Ngân sách TW") in changes
    assert ("–", "Ngân sách địa phương") in changes
    assert oldest.kind == "+"
    assert AuditRecord.objects.filter(action="registers.edit").count() == 1


def test_source_with_money_cannot_be_deleted_and_an_unused_one_can(cast, province, sign_in):
    browser = sign_in(cast.planner)
    kept = browser.post(source_url(province.central, "xoa/"), {"reason": "x"}, follow=True)
    assert kept.status_code == 200
    assert CapitalSource.objects.filter(pk=province.central.pk).exists()
    assert len(list(kept.context["messages"])) == 1
    browser.post("/danh-muc/nguon-von/them/", {"code": "TAM", "name": "Tạm", "reason": "Thêm"})
    unused = CapitalSource.objects.get(code="TAM")
    assert unused.sort_key
    assert unused.search_text == "tam tam"
    browser.post(source_url(unused, "xoa/"), {"reason": "Nhầm"})
    assert not CapitalSource.objects.filter(code="TAM").exists()
    assert CapitalSource.history.filter(code="TAM", history_type="-").get().history_user
    assert AuditRecord.objects.filter(action="registers.delete").count() == 1


def test_codes_are_told_apart_without_case_and_trees_without_circles(cast, province, sign_in):
    browser = sign_in(cast.planner)
    twice = browser.post(
        "/danh-muc/nguon-von/them/", {"code": " nstw ", "name": "Tạm", "reason": "x"}
    )
    assert "code" in twice.context["form"].errors
    url = source_url(province.central)
    CapitalSource.objects.filter(pk=province.local.pk).update(parent=province.central)
    round_trip = browser.post(
        url,
        {"name": "x", "parent": province.local.pk, "reason": "x", "mark": mark_of(browser, url)},
    )
    assert "parent" in round_trip.context["form"].errors


def test_strangers_and_readers_cannot_edit_rows(cast, province, sign_in):
    url = source_url(province.central)
    assert sign_in(cast.leader).get(url).status_code == 403
    assert sign_in(cast.leader).get(source_url(province.central, "")).status_code == 200
    assert sign_in(cast.investor).get(source_url(province.central, "")).status_code == 403
    assert sign_in(cast.planner).get("/danh-muc/nguon-von/99999/sua/").status_code == 404
    assert (
        sign_in(cast.other_investor).get(f"/danh-muc/du-an/{province.bridge.pk}/").status_code
        == 404
    )
    assert (
        sign_in(cast.planner).get(f"/danh-muc/du-an/{province.bridge.pk}/them/").status_code == 404
    )


def test_reason_is_asked_for(cast, province, sign_in):
    browser = sign_in(cast.planner)
    url = source_url(province.central)
    told = browser.post(url, {"name": "x", "mark": mark_of(browser, url)})
    assert "reason" in told.context["form"].errors
    assert CapitalSource.objects.get(pk=province.central.pk).name == "Ngân sách trung ương"


def test_history_of_a_row_is_read_in_the_same_number_of_queries(
    cast, province, sign_in, django_assert_max_num_queries
):
    browser = sign_in(cast.planner)
    url = f"/danh-muc/don-vi/{province.roads_board.pk}/"

    def count():
        with django_assert_max_num_queries(14) as queries:
            browser.get(url)
        return len(queries)

    parent = make_organisation("A", "Sở A")
    province.roads_board.parent = parent
    province.roads_board.save()
    before = count()
    for number in range(10):
        province.roads_board.parent = make_organisation(f"A{number}", f"Sở {number}")
        province.roads_board.save()
    assert count() == before
