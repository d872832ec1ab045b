"""Records for tests, saved through the same way as everywhere."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO

import factory
from django.contrib.auth.models import User
from django.db import connection, models
from factory.django import DjangoModelFactory
from PIL import Image

from probono.models import Community, CountingLine, SignUpCount
from produce.models import Meal, Menu, Outlet, Product, Sale, Serving
from programmes.lib import images
from programmes.models import (
    Indicator,
    Partner,
    Partnership,
    Photo,
    Programme,
    Publication,
    PublishedFigure,
    PublishedFile,
    Release,
    Source,
    immutability,
)
from programmes.releases import snapshot


class PartnerFactory(DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"partner-{n}")
    kind = Partner.Kind.COMPANY
    name = factory.Sequence(lambda n: f"団体{n}")

    class Meta:
        model = Partner


class SourceFactory(DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"source-{n}")
    title = "拠点からの報告"

    class Meta:
        model = Source


class PartnershipFactory(DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"partnership-{n}")
    title = "福島県と試験会社の包括連携協定"
    prefecture = factory.SubFactory(PartnerFactory, kind=Partner.Kind.PREFECTURE)
    company = factory.SubFactory(PartnerFactory)
    agreed_on = date(2025, 4, 1)

    class Meta:
        model = Partnership


class ProgrammeFactory(DjangoModelFactory):
    partnership = factory.SubFactory(PartnershipFactory)
    slug = "2025"
    fiscal_year = 2025
    title = "試験アクション2025"
    title_en = "Test Action 2025"
    starts_on = date(2026, 2, 2)
    ends_on = date(2026, 2, 27)
    visible_from = date(2026, 2, 2)

    class Meta:
        model = Programme


class OutletFactory(DjangoModelFactory):
    partnership = factory.SubFactory(PartnershipFactory)
    slug = factory.Sequence(lambda n: f"outlet-{n}")
    kind = "cafeteria"
    name = factory.Sequence(lambda n: f"第{n}食堂")

    class Meta:
        model = Outlet


class MenuFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"menu-{n}")
    name = factory.Sequence(lambda n: f"定食{n}")

    class Meta:
        model = Menu


class ProductFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"product-{n}")
    name = factory.Sequence(lambda n: f"商品{n}")

    class Meta:
        model = Product


class ServingFactory(DjangoModelFactory):
    """A dish at all cafeterias on one day, unless told otherwise."""

    menu = factory.SubFactory(MenuFactory)
    starts_on = date(2026, 2, 2)

    class Meta:
        model = Serving


class MealFactory(DjangoModelFactory):
    """Meals of one day at all cafeterias, unless told otherwise."""

    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = date(2026, 2, 2)
    ends_on = factory.SelfAttribute("starts_on")
    servings = 120

    class Meta:
        model = Meal


class SaleFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    kind = "shop"
    starts_on = date(2026, 2, 2)
    ends_on = factory.SelfAttribute("starts_on")
    items = 30

    class Meta:
        model = Sale


class CommunityFactory(DjangoModelFactory):
    partnership = factory.SubFactory(PartnershipFactory)
    slug = factory.Sequence(lambda n: f"community-{n}")
    name = factory.Sequence(lambda n: f"コミュニティ{n}")
    host = factory.SubFactory(PartnerFactory, kind=Partner.Kind.PREFECTURE)

    class Meta:
        model = Community


class CountingLineFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"line-{n}")
    label = factory.Sequence(lambda n: f"集計単位{n}")

    class Meta:
        model = CountingLine


class SignUpCountFactory(DjangoModelFactory):
    line = factory.SubFactory(CountingLineFactory)
    programme = factory.SelfAttribute("line.programme")
    ends_on = date(2026, 2, 27)
    members = 200

    class Meta:
        model = SignUpCount


class IndicatorFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"indicator-{n}")
    label = "ボランティア参加者数"
    label_en = "Volunteers"
    unit = "名"
    unit_en = "people"
    unit_en_one = "person"
    basis = "period"
    definition = "清掃活動に参加した社員の人数です。"
    definition_en = "Employees who joined a clean-up."

    class Meta:
        model = Indicator


@cache
def any_picture():
    """The renditions of a small picture, made once."""
    data = BytesIO()
    Image.new("RGB", (640, 480), "peru").save(data, "JPEG")
    return images.picture(data.getvalue(), "lunch.jpg")


class PhotoFactory(DjangoModelFactory):
    """A photo with its files that anyone may see, unless told otherwise."""

    programme = factory.SubFactory(ProgrammeFactory)
    alt = factory.Sequence(lambda n: f"小鉢{n}")
    alt_en = factory.Sequence(lambda n: f"Small bowl {n}")
    people = Photo.People.NOBODY
    scope = Photo.Scope.SITE

    class Meta:
        model = Photo

    @classmethod
    def _create(cls, model_class, **values):
        photo = model_class(**values)
        photo.take(any_picture())
        photo.save()
        return photo


class ReleaseFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"results-{n}")
    text = "# 結果"
    text_en = "# Results"

    class Meta:
        model = Release


class UserFactory(DjangoModelFactory):
    username = factory.Sequence(lambda n: f"staff-{n}")
    is_staff = True

    class Meta:
        model = User


class PublishedFigureFactory(DjangoModelFactory):
    position = factory.Sequence(lambda n: n)
    strand = "produce"
    slug = factory.Sequence(lambda n: f"figure-{n}")
    basis = "period"
    value = 6_600
    records = 1
    printed = "約6,600食"

    class Meta:
        model = PublishedFigure


class PublishedFileFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"file-{n}.csv")
    media_type = "text/csv"
    content = b"meals,6600"
    sha256 = factory.LazyAttribute(lambda file: sha256(file.content).hexdigest())

    class Meta:
        model = PublishedFile


class PublicationFactory(DjangoModelFactory):
    """A publication with one figure and one file, issued in the spring.

    `figures` and `files` say what each of its own is made of; later none can be added.
    """

    release = factory.SubFactory(ReleaseFactory)
    version = 1
    issued_at = created_at = datetime(2026, 4, 1, 3, tzinfo=UTC)
    as_of = date(2026, 3, 31)
    is_final = False
    headline = "結果"
    headline_en = "Results"
    document = document_en = factory.LazyFunction(list)
    prepared_by = factory.SubFactory(UserFactory)
    approved_by = factory.SubFactory(UserFactory)
    figures = files = ({},)

    class Meta:
        model = Publication

    @classmethod
    def _create(cls, model_class, *args, figures, files, **fields):
        made = model_class(pk=immutability.reserve_publication_id(connection), **fields)
        figures = [PublishedFigureFactory(publication=made, **figure) for figure in figures]
        files = [PublishedFileFactory(publication=made, **file) for file in files]
        lines = [{name: getattr(figure, name) for name in snapshot.LINE} for figure in figures]
        made.checksum = snapshot.checksum(made, lines, files)
        made.save(force_insert=True)
        return made


def many_days_of_meals(programme, number):
    """Adds that many daily meals as rows, past the write path, which would take minutes."""
    outlets = [OutletFactory(partnership=programme.partnership) for _ in range(10)]
    days = [date(2026, 2, 2) + timedelta(days=n) for n in range(number // len(outlets))]
    models.QuerySet(Meal).bulk_create(
        Meal(programme=programme, outlet=outlet, starts_on=day, ends_on=day, servings=1)
        for outlet in outlets
        for day in days
    )
