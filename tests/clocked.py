"""The portal's settings on a day of the tests' choice: CLOCK=2026-11-25T11:45.

For servers that a browser opens, so that what it finds does not hang on the day of the test.
"""

import os
from datetime import datetime

from fukushima_portal.settings import *  # noqa: F403
from programmes.lib import periods

_moment = datetime.fromisoformat(os.environ["CLOCK"]).replace(tzinfo=periods.TOKYO)
periods.now = lambda: _moment
