"""Everything counted a second time: no difference as things stand, and every corruption named."""

import ast
from dataclasses import asdict
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Q, Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from produce.models import Meal
from programmes.audit.printing import printed
from programmes.checks import figures_are_plain_data
from programmes.demo import make_demo
from programmes.figures import Figure, Undeclarable, declared
from programmes.lib import rounding
from programmes.lib.rounding import AT_LEAST, EXACT, PEOPLE, Unit
from programmes.models import (
    IndicatorRecord,
    Publication,
    Recount,
    change_reason,
    immutability,
)
from programmes.releases import snapshot, workflow
from programmes.reporting import exports

from .effort import cases
from .factories import (
    CountingLineFactory,
    IndicatorFactory,
    PublicationFactory,
    SignUpCountFactory,
    SourceFactory,
    UserFactory,
)
from .pages import headed, soup
from .releases import issued
from .sources import ROOT, imported, module_name

pytestmark = [pytest.mark.django_db, pytest.mark.database]
IS_SQLITE = connection.vendor == "sqlite"


def differences():
    """What the command finds; it exits non-zero exactly when there is something."""
    try:
        call_command("recount", "--quiet")
    except CommandError:
        assert Recount.objects.first().differences
    else:
        assert not Recount.objects.first().differences
    return Recount.objects.first().differences


def test_the_programmes_of_the_documents_recount_without_difference(capsys, nec2025, nec2024):
    call_command("recount")
    assert "no difference" in capsys.readouterr().out
    found = Recount.objects.get()
    assert found.figures >= 20 and found.differences == []


@pytest.mark.sweep
def test_the_demo_recounts_without_difference(at):
    at(2026, 11, 18, 9)
    make_demo()
    assert differences() == []


@pytest.fixture
def publication(release, author, approver, monkeypatch):
    """All figures of the second document, issued with every file but the PDFs, which take long."""
    monkeypatch.setattr(exports, "japanese_fonts", tuple)
    made = issued(release, author, approver)
    connection.check_constraints()  # PostgreSQL alters no table while one is to be checked
    return made


def corrected(release, author, approver):
    """The next version of a release, issued."""
    again = workflow.reopen(release, author)
    again.reason, again.reason_en = "集計漏れを加えたため。", "A miscount."
    again._history_user = author
    again.save()
    made = issued(again, author, approver)
    connection.check_constraints()
    return made


def recount_on(client, slug):
    page = soup(client, f"/nec/2025/figures/{slug}/")
    return headed(page, "数え直し").get_text() if page.find("dt", string="数え直し") else None


def named(found):
    return {(one["where"], one["what"]): (one["ours"], one["recounted"]) for one in found}


def execute(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount in (-1, 1), f"{sql} hit {cursor.rowcount} rows"


def drop(trigger):
    table = trigger.rpartition("_")[0]
    execute(f"DROP TRIGGER {trigger}" + ("" if IS_SQLITE else f" ON {table}"))


def alter_issued(*statements):
    """Past the guards, and leaving no trace of that: lifted, altered, made anew.

    Each statement is SQL, or SQL and its parameters.
    """
    immutability.lift(connection)
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(*((sql,) if isinstance(sql, str) else sql))
    immutability.install(connection)
    assert immutability.missing() == {}


def reseal():
    """The checksum made to suit what was altered."""
    again = snapshot.recomputed(Publication.objects.get())
    alter_issued(("UPDATE programmes_publication SET checksum = %s", [again]))


def delete_version(version):
    """A publication altogether."""
    pk = Publication.objects.get(version=version).pk
    parts = ("programmes_publishedfigure", "programmes_publishedfile")
    alter_issued(
        *(f"DELETE FROM {table} WHERE publication_id = {pk}" for table in parts),
        f"DELETE FROM programmes_publication WHERE id = {pk}",
    )


def forget_the_step(version):
    execute(
        "DELETE FROM programmes_historicalrelease WHERE step = 'approve' AND step_version = %s",
        version,
    )


def test_an_issued_publication_recounts_without_difference(publication):
    assert publication.figures.count() >= 10
    assert differences() == []
    assert Recount.objects.get().publications == 1


def test_a_value_altered_in_a_record_is_found(nec2025):
    meal = Meal.objects.get(programme=nec2025)
    execute("UPDATE produce_meal SET servings = servings + 1 WHERE id = %s", meal.pk)
    assert named(differences()) == {
        (f"nec/2025/produce_meal/{meal.pk}", "servings that its history does not tell"): (
            str(meal.servings + 1),
            str(meal.servings),
        )
    }


def test_a_day_moved_in_a_record_is_found(nec2025):
    meal = Meal.objects.get(programme=nec2025)
    execute("UPDATE produce_meal SET ends_on = '2026-03-14' WHERE id = %s", meal.pk)
    difference = (f"nec/2025/produce_meal/{meal.pk}", "ends_on that its history does not tell")
    assert difference in named(differences())


def test_a_missing_record_is_found(nec2025):
    meal = Meal.objects.get(programme=nec2025)
    execute("DELETE FROM produce_meal WHERE id = %s", meal.pk)
    assert named(differences()) == {
        (f"nec/2025/produce_meal/{meal.pk}", "a record that its history still has"): (
            "missing",
            "there",
        )
    }


def test_a_record_smuggled_in_is_found(nec2025):
    columns = [field.column for field in Meal._meta.concrete_fields if field.column != "id"]
    values = ", ".join("FALSE" if name == "is_comparison" else name for name in columns)
    execute(f"INSERT INTO produce_meal ({', '.join(columns)}) SELECT {values} FROM produce_meal")
    [difference] = differences()
    assert difference["what"] == "a record without a history"


def test_a_record_that_staff_deleted_is_no_difference(nec2025):
    Meal.objects.get(programme=nec2025).delete()
    assert differences() == []


def test_a_value_altered_in_a_published_figure_is_found(publication):
    alter_issued("UPDATE programmes_publishedfigure SET value = 9999 WHERE slug = 'meals'")
    found = named(differences())
    assert ("nec/2025/publications/results/1", "checksum of a publication") in found
    ours, recounted = found["nec/2025/meals/results/1", "published text (ja)"]
    assert ours == "約6,600食" and "約10,000食" in recounted


@pytest.mark.sweep
def test_a_text_altered_in_a_published_figure_is_found(publication):
    alter_issued(
        "UPDATE programmes_publishedfigure SET printed_en = 'about 6,700 meals'"
        " WHERE slug = 'meals'"
    )
    assert ("nec/2025/meals/results/1", "published text (en)") in named(differences())


@pytest.mark.sweep
def test_a_unit_swapped_in_a_published_figure_is_found(publication):
    alter_issued("UPDATE programmes_publishedfigure SET unit = '名' WHERE slug = 'meals'")
    found = named(differences())
    assert ("nec/2025/publications/results/1", "checksum of a publication") in found
    assert ("nec/2025/meals/results/1", "unit of a published text (ja)") in found
    assert found["nec/2025/meals/results/1", "unit_ja in summary.json"] == ("名", "食")


def test_a_unit_swapped_with_checksum_and_text_is_still_found(publication):
    """Whoever covers the tracks in the lines still has the table that was issued with them."""
    alter_issued(
        "UPDATE programmes_publishedfigure SET unit = '名', printed = '約6,600名'"
        " WHERE slug = 'meals'"
    )
    reseal()
    assert named(differences()) == {
        ("nec/2025/meals/results/1", "unit_ja in summary.json"): ("名", "食"),
        ("nec/2025/meals/results/1", "printed_ja in summary.json"): ("約6,600名", "約6,600食"),
    }


@pytest.mark.sweep
@pytest.mark.parametrize(
    "change",
    [
        "programmes_publishedfile SET media_type = 'text/html' WHERE name = 'release.ja.txt'",
        "programmes_publication SET created_at = '2001-01-01 00:00:00+00:00'",
        "programmes_publication SET approved_by_id = (SELECT max(id) FROM auth_user)",
        "programmes_publication SET prepared_by_id = (SELECT max(id) FROM auth_user)",
    ],
)
def test_how_a_publication_came_about_is_under_the_checksum(publication, change):
    UserFactory(username="somebody-else")
    connection.check_constraints()
    alter_issued(f"UPDATE {change}")
    difference = ("nec/2025/publications/results/1", "checksum of a publication")
    assert list(named(differences())) == [difference]


def test_one_person_in_both_places_is_found_even_with_the_checksum(publication):
    alter_issued("UPDATE programmes_publication SET approved_by_id = prepared_by_id")
    reseal()
    difference = ("nec/2025/publications/results/1", "people who prepared and approved it")
    assert named(differences()) == {difference: ("1", "2")}


@pytest.mark.sweep
def test_a_person_renamed_since_is_no_difference(publication):
    for person in (publication.prepared_by, publication.approved_by):
        person.username += "-married"
        person.save()
    assert differences() == []


# the versions there are


@pytest.mark.sweep
def test_versions_corrected_given_up_and_taken_up_again_are_no_difference(
    publication, release, author, approver
):
    workflow.withdraw(workflow.reopen(release, author), author, "承認はまだ")
    corrected(release, author, approver)
    assert differences() == []
    assert Recount.objects.get().publications == 2


@pytest.mark.sweep
def test_the_words_of_the_history_decide_nothing(publication, release):
    step = release.history.first()
    step.history_change_reason = "承認して公表（第9版）"
    step.save()
    assert differences() == []


def version(number, ours="missing", history="there"):
    where = f"nec/2025/publications/results/{number}"
    return {(where, "a version that was issued"): (ours, history)}


def test_a_publication_deleted_altogether_is_found(publication):
    delete_version(1)
    assert named(differences()) == version(1)


@pytest.mark.sweep
def test_it_is_found_where_its_step_is_deleted_too(publication):
    """By the stage of the release."""
    delete_version(1)
    forget_the_step(1)
    assert named(differences()) == version(1)


@pytest.mark.sweep
@pytest.mark.parametrize("number", [1, 2])
def test_one_of_two_publications_deleted_is_found(publication, release, author, approver, number):
    corrected(release, author, approver)
    delete_version(number)
    assert named(differences()) == version(number)


@pytest.mark.sweep
def test_a_gap_in_the_versions_is_found_without_the_history(publication, release, author, approver):
    corrected(release, author, approver)
    delete_version(1)
    forget_the_step(1)
    assert named(differences()) == version(1)


@pytest.mark.sweep
def test_a_release_deleted_with_its_publication_is_found(publication, release):
    delete_version(1)
    execute("DELETE FROM programmes_release WHERE id = %s", release.pk)
    assert named(differences()) == version(1)


def test_a_publication_smuggled_in_is_found(publication, release):
    PublicationFactory(release=release, version=2, figures=[])
    assert named(differences()) == version(2, "there", "missing")


def test_a_unit_swapped_in_an_own_indicator_is_found(nec2025):
    indicator = IndicatorFactory(programme=nec2025)
    execute("UPDATE programmes_indicator SET unit = '回' WHERE id = %s", indicator.pk)
    difference = (
        f"nec/2025/programmes_indicator/{indicator.pk}",
        "unit that its history does not tell",
    )
    assert named(differences()) == {difference: ("回", "名")}


@pytest.mark.sweep
def test_a_unit_mended_in_an_own_indicator_after_it_was_published_is_no_difference(
    client, release, nec2025, author, approver, monkeypatch
):
    monkeypatch.setattr(exports, "japanese_fonts", tuple)
    indicator = IndicatorFactory(programme=nec2025, slug="guests")
    day = date(2026, 3, 1)
    fields = {"programme": nec2025, "starts_on": day, "ends_on": day, "value": 12}
    IndicatorRecord(indicator=indicator, source=SourceFactory(), **fields).save()
    publication = issued(release, author, approver)
    assert publication.figures.get(slug="guests").unit == "名"
    indicator.unit, indicator.unit_en, indicator.label = "人", "guests", "お客さま"
    with change_reason("単位の訂正"):
        indicator.save()
    assert differences() == []
    assert "一致" in recount_on(client, "guests")


def test_a_dropped_trigger_is_found(publication):
    for name in immutability.wanted(connection.vendor):
        drop(name)
        assert named(differences()) == {
            (f"database/{name}", "trigger that keeps what was issued"): ("missing", "there")
        }
        immutability.install(connection)


@pytest.mark.sweep
def test_an_emptied_trigger_is_found(publication):
    name = "programmes_publishedfile_delete" if IS_SQLITE else "programmes_publishedfile_row"
    drop(name)
    on = "programmes_publishedfile"
    execute(
        f"CREATE TRIGGER {name} BEFORE DELETE ON {on} BEGIN SELECT 1; END"
        if IS_SQLITE
        else f"CREATE TRIGGER {name} BEFORE DELETE ON {on} FOR EACH ROW WHEN (1 = 0) "
        "EXECUTE FUNCTION programmes_keep_issued()"
    )
    difference = (f"database/{name}", "trigger that keeps what was issued")
    assert named(differences()) == {difference: ("altered", "there")}


@pytest.mark.sweep
def test_an_altered_stored_file_is_found(publication):
    content = b"figure,value\nmeals,9\n"
    sql = "UPDATE programmes_publishedfile SET content = %s WHERE name = 'summary.csv'"
    alter_issued((sql, [content]))
    found = named(differences())
    where = "nec/2025/publications/results/1"
    assert set(found) == {
        (where, "checksum of a publication"),
        (f"{where}/summary.csv", "sha256 of a published file"),
    }


def test_a_fault_in_the_rounding_is_found(monkeypatch, nec2025):
    monkeypatch.setattr("programmes.lib.rounding.significant", lambda number, *args: number)
    found = named(differences())
    assert ("nec/2025/participations", "printed ja") in found


def test_a_fault_in_the_query_is_found(monkeypatch, nec2025):
    monkeypatch.setattr("programmes.models.RecordQuerySet.newest", lambda self: Q())
    line = CountingLineFactory(programme=nec2025, slug="new-line")
    for day, members in ((10, 200), (20, 230)):
        SignUpCountFactory(line=line, ends_on=date(2026, 2, day), members=members)
    found = named(differences())
    assert found["nec/2025/new-line", "value"] == ("430", "230")


def test_each_difference_is_a_line(capsys, nec2025):
    meal = Meal.objects.get(programme=nec2025)
    execute("DELETE FROM produce_meal WHERE id = %s", meal.pk)
    with pytest.raises(CommandError, match="differences: 1$"):
        call_command("recount")
    assert f"nec/2025/produce_meal/{meal.pk}: " in capsys.readouterr().err


def test_nothing_to_say_is_nothing_said(capsys):
    call_command("recount", "--quiet")
    assert capsys.readouterr() == ("", "")


# the second count stands alone


def test_it_uses_neither_managers_nor_the_rounding():
    paths = sorted((ROOT / "programmes" / "audit").glob("*.py"))
    paths.append(ROOT / "programmes" / "management" / "commands" / "recount.py")
    assert len(paths) >= 6
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert "objects." not in text, path
        taken = set(imported(module_name(path), path))
        assert not {name for name in taken if name.endswith(".rounding")}, path
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert not names & {"rounding", "Sum", "Count", "Q", "F"}, path


def figure(**given):
    fields = {"value": Sum("servings"), "definition": "x"} | given
    return Figure("x", "x", PEOPLE, "produce.Meal", **fields)


@pytest.mark.parametrize(
    "given",
    [
        {"only": ~Q(state="closed")},
        {"only": Q(state="counted") | Q(state="closed")},
        {"only": Q(servings__gt=3)},
        {"only": Q(outlet__kind="cafeteria")},
        {"only": Q(outlet=None)},
        {"value": Sum("outlet__position")},
        {"value": Sum("servings", filter=Q(state="counted"))},
        {"value": Sum(F("servings") * 2)},
        {"value": Count("servings")},
        {"value": Count("pk", distinct=True)},
        {"value": Max("servings")},
    ],
)
def test_a_figure_that_is_no_plain_data_is_refused(monkeypatch, given):
    odd = figure(**given)
    with pytest.raises(Undeclarable):
        declared(odd, 1)
    monkeypatch.setattr("programmes.checks._declared", lambda: [(None, odd)])
    assert [one.id for one in figures_are_plain_data(None)] == ["programmes.E021"]


def test_a_plain_figure_tells_its_table_and_columns(nec2025):
    plain = declared(figure(only=Q(outlet=7)), nec2025.pk)
    assert plain["table"] == "produce_meal" and plain["column"] == "servings"
    assert plain["filter"] == {"outlet_id": 7, "state": "counted"} and plain["line"] is None
    assert list(figures_are_plain_data(None)) == []


@settings(max_examples=cases(400))
@given(
    st.integers(0, 10**13) | st.integers(0, 12_000),
    st.sampled_from([PEOPLE, Unit("つ", "events"), Unit("食", "meals"), Unit("点", "sheep", "x")]),
    st.sampled_from([*(rounding.approx(n) for n in (1, 2, 3, 99)), EXACT, AT_LEAST]),
    st.booleans(),
    st.sampled_from(["ja", "en"]),
)
def test_both_printers_agree(value, unit, style, approximate, language):
    ours = rounding.printed(value, unit, style, approximate=approximate, language=language)
    plain = {"unit": asdict(unit), "style": asdict(style)}
    assert str(ours) == printed(value, plain, approximate, language)


# readers see the last result


def test_a_figure_shows_its_last_recount_as_soon_as_it_ran(client, nec2025):
    assert recount_on(client, "meals") is None
    assert client.get("/nec/2025/figures/meals.json").json()["recount"] is None
    differences()
    assert "一致" in recount_on(client, "meals")
    meal = Meal.objects.get(programme=nec2025)
    execute("UPDATE produce_meal SET servings = servings + 1 WHERE id = %s", meal.pk)
    differences()
    for slug in ("meals", "participations"):
        assert "違いあり" in recount_on(client, slug)
    assert "一致" in recount_on(client, "school-pupils")
    on = Recount.objects.first().counted_on.isoformat()
    recounted = client.get("/nec/2025/figures/meals.json").json()["recount"]
    assert recounted == {"on": on, "agrees": False}


def test_a_difference_in_a_figure_of_a_similar_name_is_its_own(nec2025):
    found = Recount(differences=[{"where": "nec/2025/meals-more"}, {"where": "nec/2024/meals"}])
    assert found.about("nec/2025", {"meals"}) == []
    assert len(found.about("nec/2024", {"meals"})) == 1
