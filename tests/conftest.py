"""What every test shares. No test reads `.env` or the environment's settings, and none leaves this machine."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: how long an example takes says more about what else the machine is doing than about the code.
settings.register_profile("local", deadline=None)
# In CI the same examples every time, so that a red run is about the change, and can be had again at home.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
