"""Let a process of the portal live in another time: PORTAL_STARTS_AT at real time CLOCK_SINCE.

With PORTAL_STANDS_STILL that moment does not pass.
"""

import os
import time
from datetime import datetime, timedelta

import time_machine

if "PORTAL_STARTS_AT" in os.environ:
    is_still = "PORTAL_STANDS_STILL" in os.environ
    since = 0.0 if is_still else time.time() - float(os.environ["CLOCK_SINCE"])
    now = datetime.fromisoformat(os.environ["PORTAL_STARTS_AT"]) + timedelta(seconds=since)
    time_machine.travel(now, tick=not is_still).start()
