"""The list of 100,000 projects, searched, filtered and sorted, against the plain SQL.

python -m benchmarks.project_list [PROJECTS]

Both do the same work: the choices that the filters by group and sector offer, the number of rows
found, and the columns shown of the first fifty, with investor, programme and stage of the year; a
search looks through names, former names and other codes. Until the plain SQL joined programmes
and looked through former names and codes it did less than the list and was not its like.

Measured with SQLite on two cores, medians of nine runs, 4 queries each way:

- by name 8.0 (2 ms against 0.2 ms) · one sector, by investment 3.3 (3 ms against 1 ms)
- searched 1.1 · one stage and group, by investor 1.1 · all of them one after the other 1.1

Where the database has to look for rows, the list costs what the database costs. Where an index
gives them at once, what is left is the cost of building four queries and a form, 1.6 ms here; the
aim of twice the plain SQL is not met there.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from functools import partial
from random import Random

from benchmarks.measure import compare, fresh_portal, seconds

INVESTORS, PROGRAMMES, YEAR, PAGE = 500, 30, 2026, 50
RENAMED = 20  # one project in so many had another name, and has a code elsewhere
RECORDED = datetime(YEAR, 1, 1, tzinfo=UTC)
WORDS = str.split(
    "cầu đường trường học trạm y tế hồ chứa kênh mương nâng cấp cải tạo xây dựng mới tuyến "
    "tránh khu tái định cư đê kè bệnh viện trụ sở thủy lợi nước sạch"
)
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing is collected
SECTORS = ("Giao thông", "Y tế", "Giáo dục", "Nông nghiệp", "Quản lý nhà nước")
COLUMNS = (
    'p.id, p.code, p.name, p."group", p.sector, p.total_investment, p.is_key, p.place,'
    " i.code, i.name, g.name, s.stage"
)
BASE = "projects_project p"
INVESTOR = " JOIN projects_organisation i ON i.id = p.investor_id"
STAGE = f" LEFT JOIN projects_projectstage s ON s.project_id = p.id AND s.plan_year = {YEAR}"
PROGRAMME = " LEFT JOIN projects_programme g ON g.id = p.programme_id"
FOUND = (
    "(p.search_text LIKE %s"
    " OR p.id IN (SELECT project_id FROM projects_projectname WHERE search_text LIKE %s)"
    " OR p.id IN (SELECT project_id FROM projects_projectcode WHERE search_text LIKE %s))"
)
CHOICES = [  # what the filters offer
    'SELECT DISTINCT "group" FROM projects_project ORDER BY 1',
    "SELECT DISTINCT sector FROM projects_project ORDER BY 1",
]
CASES = {
    "by name": ("", "", [], "p.sort_key, p.id"),
    "searched, by name": (
        "q=duong+truong",
        f"{FOUND} AND {FOUND}",
        [*["%duong%"] * 3, *["%truong%"] * 3],
        "p.sort_key, p.id",
    ),
    "one sector, by investment": (
        "sector=Y+tế&sort=-total_investment",
        "p.sector = %s",
        ["Y tế"],
        "p.total_investment DESC NULLS LAST, p.id DESC",
    ),
    "one stage and group, by investor": (
        "stage=chuyển+tiếp&group=B&sort=investor",
        's.stage = %s AND p."group" = %s',
        ["chuyển tiếp", "B"],
        "i.sort_key, p.sort_key, p.id",
    ),
}


def main(count: int) -> None:
    fresh_portal()
    _fill(count)
    from django.conf import settings
    from django.core.paginator import Paginator
    from django.db import connection
    from django.http import QueryDict
    from django.test import Client

    from projects.lists.definition import ListContext
    from projects.lists.projects import PROJECTS
    from projects.lists.reading import read_list
    from projects.models import User

    person, client = User.objects.get(), Client()
    settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN_FILES
    client.force_login(person)
    both = []
    for name, (address, condition, values, order) in CASES.items():
        where = f" WHERE {condition}" if condition else ""
        tables = f"{BASE}{INVESTOR}{PROGRAMME}{STAGE}"
        counted = f"{BASE}{STAGE}" if "s.stage" in condition else BASE
        page_sql = f"SELECT {COLUMNS} FROM {tables}{where} ORDER BY {order} LIMIT {PAGE}"  # noqa: S608
        count_sql = f"SELECT COUNT(*) FROM {counted}{where}"  # noqa: S608

        def ours(address: str = address) -> tuple[int, list[str]]:
            context = ListContext(person, date(YEAR, 6, 1))
            reading = read_list(PROJECTS, context=context, query=QueryDict(address))
            page = Paginator(reading.rows, PAGE).page(1)
            rows = reading.shown(page.object_list)
            return page.paginator.count, [row.code for row in rows if row.stage_of_year]

        def plain(
            count_sql: str = count_sql, page_sql: str = page_sql, values: list[str] = values
        ) -> tuple[int, list[str]]:
            with connection.cursor() as cursor:
                for sql in CHOICES:
                    cursor.execute(sql)
                    cursor.fetchall()
                cursor.execute(count_sql, values)
                (total,) = cursor.fetchone()
                cursor.execute(page_sql, values)
                return total, [row[1] for row in cursor.fetchall()]

        assert ours() == plain(), "both must give the same rows"
        compare(f"{count} projects, {name}", ours, plain, runs=9, aim=2)
        open_page = partial(
            client.get, f"/danh-muc/du-an/?{address}", headers={"host": "localhost"}
        )
        assert open_page().status_code == 200
        whole = min(seconds(open_page) for _ in range(3))
        print(f"    the whole page, filters and all: {whole:.3f} s")
        both.append((ours, plain))
    compare(
        "all of these lists, one after the other",
        lambda: [ours() for ours, _plain in both],
        lambda: [plain() for _ours, plain in both],
        runs=9,
        aim=2,
    )


def _fill(count: int) -> None:
    from django.db import connection

    from projects.models import (
        Membership,
        Organisation,
        Programme,
        Project,
        ProjectCode,
        ProjectName,
        ProjectStage,
        Role,
        Stage,
        User,
    )

    rng = Random(1)
    investors = Organisation.objects.bulk_create(
        Organisation(code=f"I{i}", name=f"Ban {rng.choice(WORDS)} {i}") for i in range(INVESTORS)
    )
    user = User.objects.create(username="kehoach")
    Membership.objects.create(
        user=user, organisation=investors[0], role=Role.PLANNING, valid_from=date(2020, 1, 1)
    )
    programmes = Programme.objects.bulk_create(
        Programme(code=f"P{i}", name=f"Chương trình {i}") for i in range(PROGRAMMES)
    )
    projects = Project.objects.bulk_create(
        (
            Project(
                code=f"{7_000_000 + i}",
                name=f"{' '.join(rng.choices(WORDS, k=8))} {i % 700}",
                investor=investors[rng.randrange(INVESTORS)],
                group=rng.choice(("A", "B", "C", "C")),
                sector=rng.choice(SECTORS),
                programme=programmes[i % PROGRAMMES] if i % 4 == 0 else None,
                total_investment=rng.randrange(10**9, 10**12) if i % 10 else None,
            )
            for i in range(count)
        ),
        batch_size=5_000,
    )
    ProjectName.objects.bulk_create(
        (
            ProjectName(
                project=project, name=" ".join(rng.choices(WORDS, k=8)), recorded_at=RECORDED
            )
            for project in projects[::RENAMED]
        ),
        batch_size=5_000,
    )
    ProjectCode.objects.bulk_create(
        (
            ProjectCode(project=project, system="TABMIS", code=f"T{project.code}")
            for project in projects[::RENAMED]
        ),
        batch_size=5_000,
    )
    stages = list(Stage)
    ProjectStage.objects.bulk_create(
        (
            ProjectStage(project=project, plan_year=YEAR, stage=rng.choice(stages))
            for project in projects
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
