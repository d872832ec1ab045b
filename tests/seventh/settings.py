"""The portal with a seventh strand: one more app, and nothing else changed."""

from tests.settings import *  # noqa: F403
from tests.settings import BASE_DIR, DATABASES, INSTALLED_APPS, STRANDS

STRANDS = [*STRANDS, "tests.seventh.harvest"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.seventh.harvest"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / "test-seventh.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": "test_seventh"}
