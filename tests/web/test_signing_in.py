"""Signing in, the lock-out, the language and what browsers are told."""

import pytest
from django.urls import reverse

from projects.models import User

PASSWORD = "vượt-đèo-Mã-Phí-Lèng"


@pytest.fixture
def person(db):
    return User.objects.create_user("kehoach", password=PASSWORD)


def sign_in(client, username="kehoach", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **extra)


def test_the_right_password_signs_in(client, person):
    response = sign_in(client)
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_five_wrong_passwords_lock_out_even_the_right_one(client, person):
    statuses = [sign_in(client, password="sai").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    response = sign_in(client)
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session
    assert "account/locked.html" in [template.name for template in response.templates]


def test_the_lock_out_counts_a_name_however_it_is_written(client, person):
    for name in ["kehoach", "KEHOACH", "Kehoach", " kehoach", "kEhoach"]:
        response = sign_in(client, username=name, password="sai")
    assert response.status_code == 429


def test_the_lock_out_holds_for_one_address_only(client, person):
    for _ in range(5):
        sign_in(client, password="sai", REMOTE_ADDR="10.0.0.1")
    assert sign_in(client, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_another_name_may_still_sign_in_from_the_same_address(client, person):
    for _ in range(5):
        sign_in(client, username="khac", password="sai")
    assert sign_in(client).status_code == 302


def test_the_administration_shares_the_lock_out(client, person):
    admin = {"username": "kehoach", "password": "sai"}
    for _ in range(5):
        response = client.post(reverse("admin:login"), admin)
    assert response.status_code == 429
    assert sign_in(client).status_code == 429


@pytest.mark.django_db
def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(client):
    response = client.get("/admin/password_change/")
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.django_db
def test_the_portal_speaks_vietnamese_to_an_english_browser(client):
    response = client.get(reverse("account_login"), HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert response.headers["Content-Language"] == "vi"
    assert '<html lang="vi"' in response.content.decode()


@pytest.mark.django_db
def test_a_person_may_choose_english(client):
    client.post(reverse("set_language"), {"language": "en"})
    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_an_unknown_language_is_vietnamese(client):
    client.cookies["django_language"] = "xx"
    assert client.get(reverse("account_login")).headers["Content-Language"] == "vi"


@pytest.mark.django_db
def test_the_policy_forbids_inline_script_and_framing(client):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_health_page_answers_strangers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_the_health_page_says_when_the_database_is_gone(client, monkeypatch):
    monkeypatch.setattr("disbursement.health.database_problem", lambda: "it is gone")
    assert client.get("/healthz").status_code == 503
