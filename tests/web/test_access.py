"""Who may open and do what: every address of the portal as every role and organisation.

A route that is not in the table fails a test, so that a new page must be thought about.
"""

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.fixtures_world import NOW, WAITING_CODE, World
from tests.web.access_table import LINES, SIGN_IN, WHO, address, client_of, form_of

# Where looking leaves a trace that is none of the portal's facts.
OWN_TRACES = ("django_session", "axes_")


class Visit:
    """One request whose effects are undone; `writes` are the tables it changed."""

    def __init__(self, client: Client, method: str, url: str, form: dict) -> None:
        self.writes: set[str] = set()
        with transaction.atomic():
            with connection.execute_wrapper(self._note):
                send = client.get if method == "GET" else client.post
                response = send(url, form)
            transaction.set_rollback(True)
        self.status = str(response.status_code)
        if response.get("Location", "").startswith(reverse(settings.LOGIN_URL)):
            self.status = SIGN_IN

    def _note(self, execute, sql, params, many, context):
        word, _, rest = sql.partition(" ")
        if word in ("INSERT", "UPDATE", "DELETE"):
            table = rest.split('"')[1]
            if not table.startswith(OWN_TRACES):
                self.writes.add(table)
        return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def clock(world, db):
    with time_machine.travel(NOW, tick=False):
        yield


def visit(world: World, who: str, method: str, name: str, **options) -> Visit:
    client = client_of(world, who, **options)
    form = form_of(world, name) if method == "POST" else {}
    return Visit(client, method, address(world, method, name), form)


def routes(patterns=None, prefix=""):
    """Yield the names of the portal's routes; the administration's are its own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))
        elif pattern.namespace != "admin":
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, prefix + inner)


def test_every_route_is_in_the_table():
    assert {name for _method, name in LINES} == set(routes())


@pytest.fixture(scope="module")
def visits():
    """What each role has visited so far, shared by the tests that judge it."""
    return {}


def all_visits(world, visits, who):
    if who not in visits:
        visits[who] = {line: visit(world, who, *line) for line in LINES}
    return visits[who]


def on_both_databases(who):
    """Return the roles; on PostgreSQL two of them are enough to try every page."""
    marks = () if who in ("investor", "planner") else pytest.mark.any_database
    return pytest.param(who, marks=marks)


@pytest.mark.parametrize("who", [on_both_databases(who) for who in WHO])
def test_each_role_gets_what_the_table_says(world, visits, who):
    found = {line: made.status for line, made in all_visits(world, visits, who).items()}
    assert found == {line: expected[who] for line, expected in LINES.items()}


@pytest.mark.any_database
@pytest.mark.parametrize("who", WHO)
def test_looking_and_being_refused_change_nothing(world, visits, who):
    for (method, name), made in all_visits(world, visits, who).items():
        if method == "GET" or made.status in (SIGN_IN, "403", "404"):
            assert made.writes == set(), (method, name)


PLANNER_WRITES = {
    "projects:contracts": "projects_contract",
    "projects:contract_edit": "projects_contract",
    "projects:progress": "projects_physicalprogress",
    "projects:events": "projects_projectevent",
    "projects:record_add": "projects_programme",
    "projects:record_edit": "projects_project",
    "projects:record_delete": "projects_programme",
    "projects:revenue": "projects_collectedrevenue",
    "projects:medium_term_new": "projects_mediumtermline",
    "projects:medium_term_reverse": "projects_mediumtermline",
    "projects:medium_term_take": "projects_mediumtermline",
    "projects:project_rename": "projects_project",
    "projects:investment": "projects_investmentversion",
    "disbursement:decision_new": "projects_decisiondraft",
    "disbursement:decision_draft": "projects_decisiondraft",
    "disbursement:draft_document": "projects_decisiondraft",
    "disbursement:decision_reverse": "projects_planline",
    "disbursement:tabmis_decision": "projects_tabmisentry",
    "disbursement:tabmis_line": "projects_tabmisentry",
    "disbursement:rollover_keep": "projects_yearrollover",
    "disbursement:rollover_undo": "projects_yearrollover",
    "disbursement:rollover_confirm": "projects_yearrollover",
    "disbursement:obstacle_new": "disbursement_obstaclestep",
    "disbursement:obstacle_edit": "disbursement_obstaclestep",
    "disbursement:obstacle_reply": "disbursement_obstaclestep",
    "disbursement:obstacle_end": "disbursement_obstaclestep",
    "disbursement:obstacle_again": "disbursement_obstaclestep",
    "disbursement:directive_new": "disbursement_directive",
    "disbursement:directive_edit": "disbursement_directive",
    "disbursement:directive_tell": "disbursement_directivestep",
    "disbursement:directive_put_off": "disbursement_directivestep",
    "disbursement:directive_end": "disbursement_directivestep",
    "disbursement:directive_again": "disbursement_directivestep",
    "emulation:organisation_rename": "projects_organisation",
    "emulation:handover_withdrawal": "projects_handover",
    "emulation:change_import": "projects_organisationevent",
}


@pytest.mark.any_database
def test_who_is_let_in_does_change_something(world, visits):
    made = all_visits(world, visits, "treasurer")
    assert "disbursement_movement" in made["POST", "disbursement:import_post"].writes
    made = all_visits(world, visits, "investor")
    assert "disbursement_submissionline" in made["POST", "disbursement:submission_edit"].writes
    assert "disbursement_registeredmonth" in made["POST", "disbursement:registered_grid"].writes
    assert "emulation_targetregistration" in made["POST", "emulation:target_edit"].writes
    made = all_visits(world, visits, "planner")
    for name, table in PLANNER_WRITES.items():
        assert table in made["POST", name].writes, name


def allowed(method, name):
    """Return somebody the table lets do it."""
    expected = LINES[method, name]
    return next(who for who in WHO if expected[who] not in (SIGN_IN, "403", "404"))


@pytest.mark.any_database
@pytest.mark.parametrize(
    "name", [name for method, name in LINES if method == "POST" and name != "account_logout"]
)
def test_no_form_is_taken_without_its_token(world, name):
    made = visit(world, allowed("POST", name), "POST", name, enforce_csrf_checks=True)
    assert (made.status, made.writes) == ("403", set())


def test_nobody_is_signed_out_without_a_token(world):
    client = client_of(world, "leader", enforce_csrf_checks=True)
    assert client.post(reverse("account_logout")).status_code == 403
    assert "_auth_user_id" in client.session


@pytest.mark.any_database
@pytest.mark.parametrize(
    "name",
    [name for method, name in LINES if method == "POST" and ("GET", name) not in LINES],
)
def test_what_changes_something_is_not_done_by_following_a_link(world, name):
    client = client_of(world, allowed("POST", name))
    made = Visit(client, "GET", address(world, "POST", name), {})
    assert (made.status, made.writes) in [("405", set()), ("302", set())]


ABSENT = [
    (name, [4711])
    for method, name in LINES
    if method == "GET" and name.startswith(("disbursement:import_", "disbursement:submission_"))
    if name
    not in (
        "disbursement:import_list",
        "disbursement:import_upload",
        "disbursement:submission_files",
    )
]
ABSENT += [("disbursement:submission_files", [4711, "7999998"])]
ABSENT += [(name, ["không-có"]) for name in ("reports:investor", "reports:source")]
ABSENT += [("reports:project", ["7999998"]), ("disbursement:period_board", ["1999-01-K1"])]
ABSENT += [(name, [4711]) for name in ("reports:run", "reports:run_file", "reports:snapshot")]


@pytest.mark.parametrize(("name", "arguments"), ABSENT)
def test_what_does_not_exist_is_not_found(world, name, arguments):
    client = client_of(world, allowed("GET", name))
    assert client.get(reverse(name, args=arguments)).status_code == 404


def test_the_planning_department_opens_a_period_by_its_code(world):
    board = reverse("disbursement:period_board", args=[world.period.code])
    assert client_of(world, "planner").get(board).status_code == 200
    assert client_of(world, "investor").get(board).status_code == 403


# What only the other investor's people, and the province, may read.
NOT_MINE = [
    *("7200001", "Trường THPT Chuyên", "BQLDD", "dự án dân dụng", "Trần Thị Dân"),
    *("1.234,567", "1234567000", "UNC02", "Ghi rõ nguyên nhân"),
    *(WAITING_CODE, "876,543", "876543000"),
]
MORE_PAGES = [
    "/du-an/?investor=BQLDD",
    "/du-an/?q=truong",
    "/moc-giai-ngan/?investor=BQLDD&as_of=2024-09-30",
    "/moc-giai-ngan/?campaign=lang-son-2024&as_of=2024-10-02",
    "/tong-quan/?as_of=2024-10-02&year=2024&denominator=D1",
    "/tong-quan/?as_of=2024-10-02&year=2024&denominator=D2",
    *(
        f"/api/v1/rates/?year=2024&as_of=2024-10-02&by={group}&denominator={denominator}"
        for group in ("province", "investor", "project", "source", "stage", "block")
        for denominator in ("D1", "D3")
    ),
    "/api/v1/milestones/?campaign=lang-son-2024&as_of=2024-10-02",
]


# The first investor answers for the second one's reports, and reads them here before it endorses.
ANSWERED_FOR = ("disbursement:endorsements", "disbursement:endorsement", "api:submissions")


@pytest.mark.any_database
def test_no_page_tells_an_investor_of_another(world):
    client = client_of(world, "investor")
    pages = [
        address(world, method, name)
        for (method, name), expected in LINES.items()
        if method == "GET" and expected["investor"] == "200"
        if name not in ANSWERED_FOR
    ]
    before = [client_of(world, who) for who in ("planner", "other_investor")]
    for url in [*pages, *MORE_PAGES]:
        for other in before:  # nor one that was kept from drawing it for somebody else
            other.get(url)
        shown = client.get(url).getvalue().decode(errors="ignore")
        secrets = [secret for secret in NOT_MINE if secret not in url]
        assert [secret for secret in secrets if secret in shown] == [], url


def test_contracts_of_another_project_are_not_reached_through_ones_own(world):
    url = reverse(
        "projects:contract_edit",
        args=[world.province.bridge.code, world.registers.other_contract.pk],
    )
    assert client_of(world, "investor").get(url).status_code == 404


def test_no_denominator_tells_an_investor_the_sum_of_the_province(world):
    client = client_of(world, "investor")
    for denominator in ("D1", "D2", "D3", "D4"):
        url = reverse(
            "api:rates",
            query={
                "year": 2024,
                "as_of": "2024-10-02",
                "by": "province",
                "denominator": denominator,
            },
        )
        assert client.get(url).json()["total"]["plan"] in (0, 15_500_000_000), denominator


# The administration


@pytest.mark.parametrize("who", [who for who in WHO if who != "administrator"])
def test_the_administration_is_closed_to_all_others(world, who):
    client = client_of(world, who)
    names = ("index", "password_change", "jsi18n", "autocomplete", "projects_user_changelist")
    for name in names:
        response = client.get(reverse(f"admin:{name}"))
        assert response.status_code == 302
        assert "/login/" in response.url


def test_the_administrator_opens_the_administration(world):
    assert client_of(world, "administrator").get(reverse("admin:index")).status_code == 200
