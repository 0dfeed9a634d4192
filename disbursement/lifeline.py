"""Let a process end with its parent, however the parent ends."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
WATCH_INTERVAL = 0.5


def end_with(parent: int) -> None:
    """Ask the kernel to kill this process when the thread that started it is gone (Linux only)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we asked
            end()


def watch(parent: int) -> None:
    """Look again and again whether the parent is still there, and end when it is not.

    For processes that are not started from their parent's main thread, where the kernel's
    signal would come too early.
    """
    threading.Thread(target=_watch, args=[parent], name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_INTERVAL)
    end()


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
