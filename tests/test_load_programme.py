"""The programmes of both documents as files: what they give, and the command that loads them."""

import shutil
from datetime import date, time

import pytest
from django.core.management import CommandError

from events.models import Exchange, SchoolProgramme, Session, Voice
from probono.models import Club, Community, CountingLine, Need, Project
from produce.models import Meal, Menu, Outlet, Product, Sale
from programmes.figures import results
from programmes.models import (
    Event,
    Partner,
    Partnership,
    Programme,
    Record,
    Source,
)

from .loading import append, change, everything, load, shown_models

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# --- what the files give -----------------------------------------------------------------------


def test_every_fact_of_the_documents_comes_out_as_printed(facts, nec2025, nec2024):
    by_programme = {"nec/2025": results(nec2025), "nec/2024": results(nec2024)}
    walked = 0
    for row in facts:
        result = by_programme[row["programme"]][row["figure"]]
        assert {
            "strand": result.strand,
            "value": str(result.value),
            "approximate": result.approximation,
            "unit_ja": result.figure.unit.ja,
            "basis": result.figure.basis,
            "period_start": result.period_start,
            "period_end": result.period_end,
            "as_of": result.as_of,
            "printed_ja": result.text("ja"),
            "printed_en": result.text("en"),
        } == {
            name: row[name] for name in row if name not in ("source", "programme", "figure", "note")
        }, row["figure"]
        assert [source.slug for source in result.sources] == [row["source"]]
        walked += 1
    assert walked == 15
    given = sum(result.value is not None for found in by_programme.values() for result in found)
    assert given == walked  # and no figure that the table does not have


def test_readings_of_ours_are_marked(facts, nec2025, nec2024):
    by_programme = {"nec/2025": results(nec2025), "nec/2024": results(nec2024)}
    marked = 0
    for row in facts:
        result = by_programme[row["programme"]][row["figure"]]
        if result.is_composite or not ("our reading" in row["note"] or "our sum" in row["note"]):
            continue
        for record in result.figure.records(result.programme):
            assert record.reading and record.reading_en, row["figure"]
        marked += 1
    assert marked == 9


def test_every_record_names_its_document(nec2025, nec2024):
    documents = {nec2025.pk: "action-2025", nec2024.pk: "exchange-2025-01"}
    seen = 0
    for model in shown_models():
        for record in model.objects.all() if issubclass(model, Record) else []:
            assert record.source.slug == documents[record.programme_id]
            seen += 1
    assert seen == 15


def test_every_public_text_has_its_english():
    seen = 0
    for model in shown_models():
        names = {field.name for field in model._meta.fields}
        pairs = [name for name in names if f"{name}_en" in names]
        for obj in model.objects.all():
            for name in pairs:
                assert bool(getattr(obj, name)) == bool(getattr(obj, f"{name}_en")), (obj, name)
                seen += bool(getattr(obj, name))
    assert seen > 100


def test_nothing_is_invented():
    assert not any(model.objects.exists() for model in (Outlet, Menu, Product, Need))
    assert set(Community.objects.values_list("join_url", flat=True)) == {""}
    assert set(Source.objects.values_list("published_on", flat=True)) == {None}
    assert dict(Source.objects.exclude(url="").values_list("slug", "url")) == {
        "agreement-2024": "https://jpn.nec.com/press/202402/20240221_01.html",
        "probono-club": "https://jpn.nec.com/community/ja/resources/business_supporter.html",
    }
    assert set(Project.objects.values_list("members", flat=True)) == {None}
    assert SchoolProgramme.objects.get().employees is None
    assert not Programme.objects.exclude(declared_headline=None).exists()


def test_the_agreement_is_known_to_the_month():
    nec = Partnership.objects.get()
    assert (nec.agreed_on, nec.agreed_text) == (date(2024, 2, 1), "2024年2月")
    assert [area.text for area in nec.areas.all()] == ["デジタル変革(DX)の推進", "県産品の振興"]


def test_the_kickoff_and_the_dialogue_session():
    kickoff = Event.objects.get(slug="kickoff-2026-02")
    assert (kickoff.strand, kickoff.venue) == ("produce", "NEC本社ビル")
    assert kickoff.activities.count() == 2
    session = Session.objects.get()
    assert session.event.is_online and session.starts_on == date(2026, 2, 19)
    assert [talk.organisation.slug for talk in session.talks.all()] == [
        "fukushima-prefecture",
        "mysh",
        "nec-probono-club",
    ]
    assert [bool(talk.reading) for talk in session.talks.all()] == [False, True, False]


def test_one_count_stands_for_two_communities():
    line = CountingLine.objects.get(slug="fan-club-and-map-friends")
    assert [community.slug for community in line.communities.all()] == ["fan-club", "map-friends"]


def test_the_projects_and_the_club():
    fureru, yamaami = Project.objects.order_by("starts_on")
    assert (fureru.ends_on, fureru.client.municipality.name) == (date(2025, 8, 31), "田村市")
    assert (yamaami.ends_on, yamaami.client.municipality.name) == (None, "西会津町")
    assert Event.objects.get(kind="report").host.slug == "fukushima-prefecture"
    club = Club.objects.get()
    assert (club.first_year, club.founded_year) == (2010, 2020)
    assert [item.kind for item in club.items.all()] == ["partner"] * 4 + ["support"] * 6


def test_the_exchange_of_january_2025_is_complete():
    exchange = Exchange.objects.get(event__slug="exchange-2025-01")
    event = exchange.event
    assert (event.start_time, event.end_time) == (time(13, 30), time(17, 15))
    assert (event.venue, event.address) == ("杉妻会館", "福島市杉妻町3-45")
    assert [(party.partner.slug, party.headcount) for party in exchange.parties.all()] == [
        ("fukushima-prefecture", 10),
        ("fcc", 9),
        ("nec", 11),
    ]
    assert [party.is_visitor for party in exchange.parties.all()] == [True, True, False]
    assert (exchange.groups, exchange.group_size_least, exchange.group_size_most) == (4, 7, 8)
    assert (exchange.introduction_minutes, exchange.presentation_minutes) == (10, 5)
    assert (exchange.themes.count(), exchange.ideas.count()) == (4, 4)
    assert exchange.has_reception
    assert exchange.preliminary_visit.starts_on == date(2025, 1, 9)


def test_voices_are_paraphrases_and_public():
    voices = Voice.objects.public()
    assert voices.count() == 8
    assert all(voice.is_paraphrase for voice in voices)
    assert voices.get(is_comment=True).attribution == "福島県 企画調整部 佐藤政策監"


# --- loading -----------------------------------------------------------------------------------


def test_a_second_run_changes_nothing():
    before = everything()
    assert load("nec/2025", "nec/2024") == [
        "nec: 0 new, 0 changed, 29 same",
        "nec/2025: 0 new, 0 changed, 31 same",
        "nec/2024: 0 new, 0 changed, 24 same",
    ]
    assert everything() == before


def test_every_first_write_has_its_history_with_the_reason():
    assert Meal.history.get().detail == "load_programme nec-2025.toml"
    assert Club.history.get().detail == "load_programme nec.toml"


def test_a_changed_value_is_updated_with_history(folder, nec2025):
    change(folder, "nec-2025", "servings = 6600", "servings = 6700")
    assert load("nec/2025", folder=folder)[1] == "nec/2025: 0 new, 1 changed, 30 same"
    meal = Meal.objects.get()
    newest, oldest = meal.history.all()
    assert (newest.servings, oldest.servings) == (6700, 6600)
    assert newest.detail == "load_programme nec-2025.toml"
    version = nec2025.version
    nec2025.refresh_from_db()
    assert nec2025.version == version + 1


def test_a_changed_many_to_many_is_updated_and_moves_the_version(folder, nec2025):
    change(folder, "nec-2025", '["fan-club", "map-friends"]', '["fan-club"]')
    load("nec/2025", folder=folder)
    line = CountingLine.objects.get(slug="fan-club-and-map-friends")
    assert [community.slug for community in line.communities.all()] == ["fan-club"]
    newest = line.history.first()
    assert [held.community.slug for held in newest.communities.all()] == ["fan-club"]
    assert newest.detail == "load_programme nec-2025.toml"
    version = nec2025.version
    nec2025.refresh_from_db()
    assert nec2025.version == version + 1


def test_a_moved_event_takes_its_record_along(folder):
    """The days of a session are its event's, though no entry of the session names them."""
    old = 'title_en = "Online dialogue session"\nstarts_on = 2026-02-19'
    change(folder, "nec-2025", old, old.replace("19", "20"))
    assert load("nec/2025", folder=folder)[1] == "nec/2025: 0 new, 1 changed, 30 same"
    assert Session.objects.get().starts_on == date(2026, 2, 20)


def test_without_a_name_every_programme_is_loaded():
    report = load()
    assert [line.partition(":")[0] for line in report] == ["nec", "nec/2024", "nec/2025"]
    assert all("0 new, 0 changed" in line for line in report)


def test_an_empty_text_empties_a_field(folder):
    change(folder, "nec-2025", 'host = "fukushima-prefecture"', 'host = ""')
    load("nec/2025", folder=folder)
    assert Event.objects.get(kind="report").host is None


def test_a_field_that_the_file_does_not_name_stays():
    meal = Meal.objects.get()
    meal.is_comparison = True
    meal.save()
    assert load("nec/2025")[1] == "nec/2025: 0 new, 0 changed, 31 same"
    assert Meal.objects.get().is_comparison


def test_a_new_programme_is_added_beside_the_others(folder):
    (folder / "nec-2026.toml").write_text(
        '[[programmes.programme]]\npartnership = "nec"\nslug = "2026"\nfiscal_year = 2026\n'
        'title = "次の年度"\n',
        encoding="utf-8",
    )
    assert load("nec/2026", folder=folder)[1] == "nec/2026: 1 new, 0 changed, 0 same"
    assert Programme.objects.count() == 3


OVERLAP = """
[[produce.meal]]
programme = "nec/2025"
starts_on = 2026-02-20
ends_on = 2026-02-20
servings = 120
"""
#: file, what is replaced (None: put at its end), by what, and what the message names
ERRORS = {
    "a field that does not exist": (
        "nec-2025",
        "servings = 6600",
        "portions = 6600",
        ["nec-2025.toml", "produce.mealの1番目", "portions"],
    ),
    "a field that is not for files": (
        "nec-2025",
        "fiscal_year = 2025",
        "fiscal_year = 2025\nversion = 7",
        ["nec-2025.toml", "programmes.programmeの1番目（nec/2025）", "version"],
    ),
    "a model that does not exist": (
        "nec-2025",
        None,
        "[[produce.dinner]]\nservings = 1\n",
        ["nec-2025.toml", "produce.dinner"],
    ),
    "a model that is not shown": (
        "nec-2025",
        None,
        '[[auth.user]]\nusername = "x"\n',
        ["nec-2025.toml", "auth.user"],
    ),
    "one table where several belong": (
        "nec-2025",
        None,
        "[probono.need]\nslug = 'x'\n",
        ["nec-2025.toml", "[[probono.need]]"],
    ),
    "a relation to nothing": (
        "nec-2025",
        'client = "shift"',
        'client = "shft"',
        ["nec-2025.toml", "probono.projectの1番目（nec/2025/fureru）", "client", "「shft」"],
    ),
    "a relation with a part too many": (
        "nec-2025",
        'line = "nec/2025/pr-corps-members"',
        'line = "pr-corps-members"',
        ["nec-2025.toml", "probono.signupcountの1番目", "line", "probono.countingline"],
    ),
    "a number in quotes": (
        "nec-2025",
        "servings = 6600",
        'servings = "6600"',
        ["nec-2025.toml", "produce.mealの1番目", "servings", "整数"],
    ),
    "an absurd count": (
        "nec-2025",
        "servings = 6600",
        "servings = 66000000",
        ["nec-2025.toml", "produce.mealの1番目", "servings", "100万"],
    ),
    "an emptied field": (
        "nec-2025",
        'support = "拡販計画の策定"',
        'support = ""',
        ["nec-2025.toml", "probono.projectの2番目（nec/2025/yamaami）", "support"],
    ),
    "an overlap": (
        "nec-2025",
        None,
        OVERLAP,
        ["nec-2025.toml", "produce.mealの2番目（nec/2025///2026-02-20/2026-02-20）", "照合用"],
    ),
    "the same thing twice": (
        "nec",
        None,
        '[[programmes.source]]\nslug = "action-2025"\n',
        ["nec.toml", "programmes.sourceの5番目（action-2025）", "1番目"],
    ),
    "parties that do not add up": (
        "nec-2024",
        "headcount = 9",
        "headcount = 8",
        ["nec-2024.toml", "events.exchangeの1番目（exchange-2025-01）", "10＋8＋11＝29名", "30名"],
    ),
    "a file that is not TOML": ("nec-2024", None, "[[", ["nec-2024.toml", "TOML"]),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_leaves_nothing_behind_and_says_where_it_is(folder, case):
    name, old, new, named = ERRORS[case]
    change(folder, "nec", 'short_name = "FCC"', 'short_name = "改"')  # what came before it
    if old is None:
        append(folder, name, new)
    else:
        change(folder, name, old, new)
    before = everything()
    with pytest.raises(CommandError) as error:
        load("nec/2025", "nec/2024", folder=folder)
    message = str(error.value)
    assert [word for word in named if word not in message] == [], message
    assert "\n" not in message
    assert everything() == before


@pytest.mark.parametrize("name", ["nec", "nec/2031", "../nec/2025", "nec/2025/x"])
def test_a_wrong_name_is_refused(name):
    with pytest.raises(CommandError, match="nec"):
        load(name)


def test_a_file_without_its_programme_is_refused(folder):
    shutil.copy(folder / "nec-2025.toml", folder / "nec-2031.toml")
    with pytest.raises(CommandError, match="nec-2031.toml.*nec/2031"):
        load("nec/2031", folder=folder)


# --- --if-new ----------------------------------------------------------------------------------


def test_if_new_keeps_what_staff_edited():
    meal = Meal.objects.get()
    meal.servings = 6612
    meal.save()
    before = everything()
    assert load("nec/2025", "nec/2024", if_new=True) == [
        "nec/2025: already there, left as it is",
        "nec/2024: already there, left as it is",
    ]
    assert everything() == before
    load("nec/2025")
    assert Meal.objects.get().servings == 6600


def test_if_new_adds_a_programme_without_touching_what_it_shares(folder):
    fcc = Partner.objects.get(slug="fcc")
    fcc.short_name = "職員が直した略称"
    fcc.save()
    Sale.objects.all().delete()
    append(folder, "nec", '[[programmes.source]]\nslug = "new"\ntitle = "新しい文書"\n')
    text = (folder / "nec-2024.toml").read_text(encoding="utf-8").replace("nec/2024", "nec/2023")
    text = text.replace('slug = "2024"', 'slug = "2023"').split("[[programmes.event]]")[0]
    (folder / "nec-2023.toml").write_text(text, encoding="utf-8")
    assert load("nec/2025", "nec/2023", if_new=True, folder=folder) == [
        "nec: 1 new, 0 changed, 29 same",
        "nec/2025: already there, left as it is",
        "nec/2023: 2 new, 0 changed, 0 same",
    ]
    fcc.refresh_from_db()
    assert fcc.short_name == "職員が直した略称"
    assert not Sale.objects.exists()
