"""Let a process of the portal live in another time: PORTAL_STARTS_AT at real time CLOCK_SINCE."""

import os
import time
from datetime import datetime, timedelta

import time_machine

if "PORTAL_STARTS_AT" in os.environ:
    since = time.time() - float(os.environ["CLOCK_SINCE"])
    now = datetime.fromisoformat(os.environ["PORTAL_STARTS_AT"]) + timedelta(seconds=since)
    time_machine.travel(now, tick=True).start()
