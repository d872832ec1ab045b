import csv
import gc
import os
import shutil
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils.translation import override
from PIL import Image

from probono.models import Need
from produce.models import Product
from programmes import imports
from programmes.accounts.models import Device, Failure, Visit
from programmes.demo import pictures
from programmes.lib import periods
from programmes.models import IndicatorRecord, Programme
from programmes.reporting import exports

from . import effort  # noqa: F401  (how many cases are drawn)
from .databases import Copy
from .factories import (
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    PhotoFactory,
    ReleaseFactory,
    ServingFactory,
    UserFactory,
)
from .releases import TEXT, TEXT_EN


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Marks what a database decides, and writes how many tests there are and how many run."""
    for item in items:
        if is_committing(item):
            item.add_marker(pytest.mark.database)
    every = len(items)
    yield
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if (path := os.environ.get("COUNTED")) and worker == "gw0":
        Path(path).write_text(f"{len(items)} {every}")


def pytest_collection_finish(session):
    """Nobody looks again for garbage in what stays to the end, which took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def is_committing(item):
    """Whether a test writes for real, so that locks and transactions have a part in it."""
    mark = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(mark and mark.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Both programmes of the documents stand in the test database, whatever test ran before.

    A test with `transaction=True` commits what it writes, and has the database renewed after it.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        copy = Copy()
        copy.renew()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: copy.renew())
        yield
        copy.remove()


@pytest.fixture
def at(monkeypatch):
    """Fixes the one clock: `at(2026, 2, 20)` or `at(2026, 2, 20, 17, 55)`."""

    def fix(*when):
        monkeypatch.setattr(periods, "now", lambda: datetime(*when, tzinfo=periods.TOKYO))

    return fix


@pytest.fixture(autouse=True)
def summer_2026(at):
    """Unless a test says otherwise it is the summer after the campaign of the documents."""
    at(2026, 7, 1, 12)
    cache.clear()


@pytest.fixture(autouse=True)
def japanese():
    """Whatever language the test before left behind."""
    with override("ja"):
        yield


@pytest.fixture(autouse=True)
def quick_pdfs(request, monkeypatch):
    """Only where a test is about them are PDFs laid out, which takes a second each."""
    if not request.node.get_closest_marker("pdf"):
        monkeypatch.setattr(exports, "_weasyprint", lambda: UNLAID)


UNLAID = SimpleNamespace(
    CSS=lambda **_options: None,
    HTML=lambda string, **_options: SimpleNamespace(
        write_pdf=lambda **_options: b"%PDF-1.7 " + sha256(string.encode()).digest()
    ),
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Photos of a test stand in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session", autouse=True)
def small_pictures():
    """The demo's drawings are as small as a photo may be."""
    content = pictures.content

    def small(file):
        sheet, out = Image.open(BytesIO(content(file))), BytesIO()
        sheet.resize((300, 200)).save(out, "WEBP")
        return out.getvalue()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "content", small)
        yield


@pytest.fixture
def nec2025(db):
    return Programme.objects.get(partnership__slug="nec", slug="2025")


@pytest.fixture
def nec2024(db):
    return Programme.objects.get(partnership__slug="nec", slug="2024")


@pytest.fixture(scope="session")
def facts():
    """The table of facts: what the two documents print, a dict per row."""
    with (Path(__file__).parent / "facts.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        for name in ("period_start", "period_end", "as_of"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
    return rows


@pytest.fixture
def author(db):
    return UserFactory()


@pytest.fixture
def approver(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def release(nec2025, author):
    made = ReleaseFactory.build(programme=nec2025, slug="results", text=TEXT, text_en=TEXT_EN)
    made.is_final = True
    made._history_user = author
    made.save()
    return made


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to change."""
    for name in ("nec", "nec-2024", "nec-2025"):
        shutil.copy(settings.BASE_DIR / "fixtures" / f"{name}.toml", tmp_path)
    return tmp_path


@pytest.fixture
def one_of_each(nec2025, admin_user):
    """An object of every registered model; the two documents bring most of them."""
    outlet = OutletFactory(partnership=nec2025.partnership)
    MealFactory(programme=nec2025, outlet=outlet, starts_on=date(2026, 2, 2))
    ServingFactory(menu=MenuFactory(programme=nec2025), outlet=outlet)
    PhotoFactory(programme=nec2025)
    ReleaseFactory(programme=nec2025)
    Product(programme=nec2025, slug="product", name="りんごジュース").save()
    Need(programme=nec2025, slug="need", text="担い手が足りない").save()
    indicator = IndicatorFactory(programme=nec2025)
    record = IndicatorRecord(programme=nec2025, indicator=indicator, value=5)
    record.starts_on = record.ends_on = date(2026, 2, 20)
    record.save()
    imports.upload(nec2025, "produce.meal", "食堂.csv", "拠点,日付,提供数\n".encode(), admin_user)
    Device.objects.create(user=admin_user, type="totp", data={"secret": "GEZDGNBVGY3T"})
    seen = {"username": "admin", "ip_address": "192.0.2.1", "user_agent": "a browser"}
    Failure.objects.create(**seen, failures_since_start=1)
    Visit.objects.create(**seen)
