"""Start and stop the portal's processes for real."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from disbursement import supervisor
from disbursement.supervisor import Service, Supervisor
from tests import machine

pytestmark = pytest.mark.any_database
ROOT = Path(__file__).resolve().parent.parent
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A leader that ignores being asked to end, with a child in its group.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def started_by(folder):
    """Return the processes, of whatever parent, whose DATA_DIR is this folder."""
    mark = f"DATA_DIR={folder}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0") and is_alive(entry.name):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answer(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return response.read()
    except OSError:
        return b""


@pytest.fixture(params=["", pytest.param(machine.REDIS_URL, marks=pytest.mark.redis)])
def portal(request, tmp_path):
    """A portal being served, on the embedded broker and on Redis."""
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "disbursement.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": request.param,
        "PORT": str(port),
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
    with (tmp_path / "out.log").open("w") as log:
        process = subprocess.Popen(
            [*manage, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    process.port, process.folder, process.environment = port, tmp_path, environment
    yield process
    for pid in [process.pid, *started_by(tmp_path)]:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def test_serve_answers_and_ctrl_c_leaves_nothing_behind(portal):
    wait_until(lambda: answer(portal.port) == b'{"status": "ok"}')
    ping = [sys.executable, "-m", "celery", "-A", "disbursement", "inspect", "ping"]
    wait_until(
        lambda: (
            not subprocess.run(
                ping, cwd=ROOT, env=portal.environment, capture_output=True, check=False
            ).returncode
        ),
        seconds=90,
    )
    portal.send_signal(signal.SIGINT)
    assert portal.wait(20) == 0
    assert started_by(portal.folder) == []


def test_killing_the_supervisor_leaves_nothing_behind(portal):
    wait_until(lambda: len(started_by(portal.folder)) >= 7)
    portal.kill()
    wait_until(lambda: started_by(portal.folder) == [])


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(server.getsockname()[1])],
            cwd=ROOT,
            env=os.environ
            | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "disbursement.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_service_that_will_not_start_is_given_up_after_three_tries(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "TICK", 0.01)
    tally = tmp_path / "tally"
    failing = Service(
        "failing", [sys.executable, "-c", f"open({str(tally)!r}, 'a').write('x'); exit(3)"]
    )
    sleeping = Service("sleeping", SLEEP)
    assert Supervisor([sleeping, failing], grace=1).run() is failing
    assert tally.read_text("utf-8") == "xxx"
    assert sleeping.process.poll() is not None


def test_what_does_not_end_when_asked_is_killed_with_its_children(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "TICK", 0.01)
    child = tmp_path / "child"
    service = Service("stubborn", [sys.executable, "-c", STUBBORN, str(child)])
    watched = Supervisor([service], grace=0.2)
    service.start(time.monotonic())
    pid = int(wait_until(lambda: child.exists() and child.read_text("utf-8")))
    watched.stop()
    assert watched.run() is None
    assert not is_alive(service.process.pid)
    wait_until(lambda: not is_alive(pid))


def test_a_service_that_ran_for_a_while_is_started_again_without_counting():
    service = Service("web", SLEEP, started=0.0, quick_failures=2)
    service.note_end(supervisor.QUICK + 1)
    assert service.quick_failures == 0
    assert service.due == supervisor.QUICK + 1 + supervisor.PAUSE
