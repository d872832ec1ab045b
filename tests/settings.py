"""The portal's settings for tests; DATABASE_URL decides which database, as everywhere."""

import os

os.environ.setdefault("SECRET_KEY", "a key for tests only")
os.environ["ALLOWED_HOSTS"] = "testserver,localhost"
os.environ["HTTPS"] = "off"
os.environ["SECOND_FACTOR"] = "off"  # its own tests switch it on
os.environ["DEBUG"] = "off"

from fukushima_portal.settings import *  # noqa: F403
from fukushima_portal.settings import BASE_DIR, DATABASES, STORAGES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because two connections to a database in memory cannot wait for each other.
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
# Empty: WhiteNoise reads every file below it for each client of a test.
STATIC_ROOT = BASE_DIR / "var" / "static-of-tests"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# An unknown variable in a template shows, instead of printing nothing.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "[unknown: %s]"  # noqa: F405
