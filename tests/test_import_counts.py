"""What a count of a file is one of, and what it takes with it."""

from datetime import date

import pytest

from produce.models import Meal, Product, Sale
from programmes import imports

from .factories import MealFactory, MenuFactory, OutletFactory, ProgrammeFactory

DAY = date(2026, 2, 19)


@pytest.fixture
def programme(db):
    return ProgrammeFactory(fiscal_year=2025, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 27))


@pytest.fixture
def outlets(programme):
    places = enumerate(("本社食堂", "玉川食堂"), 1)
    return [
        OutletFactory(partnership=programme.partnership, name=name, position=at)
        for at, name in places
    ]


@pytest.fixture
def bring(programme, outlets, admin_user):
    """Uploads lines and saves what they bring; returns the batch."""

    def upload(*lines, kind="produce.meal"):
        text = "\n".join([*lines, ""])
        batch = imports.upload(programme, kind, "x.csv", text.encode(), admin_user)
        if not batch.report["faults"]:
            imports.commit(batch, admin_user, choice="file", settles=True)
        return batch

    return upload


def approximate(programme, outlets):
    return MealFactory(
        programme=programme, outlet=outlets[0], starts_on=DAY, servings=100, is_approximate=True
    )


def stored(programme):
    meals = Meal.objects.filter(programme=programme).order_by("outlet__position", "menu__name")
    return [(str(meal.outlet), meal.state, meal.servings, meal.is_approximate) for meal in meals]


def test_a_closed_day_is_not_approximate_whatever_the_column_says(bring, programme, outlets):
    approximate(programme, outlets)
    bring("拠点,日付,提供数,概数", "本社食堂,2/19,休,はい")
    assert stored(programme) == [("本社食堂", "closed", None, False)]


def test_the_same_count_leaves_an_approximate_one_as_it_is(bring, programme, outlets):
    approximate(programme, outlets)
    batch = bring("拠点,日付,提供数", "本社食堂,2/19,100")
    assert (batch.report["changed_total"], batch.report["same"]) == (0, 1)
    assert stored(programme) == [("本社食堂", "counted", 100, True)]


@pytest.mark.parametrize(
    ("count", "state", "becomes"),
    [("休", "", "closed"), ("", "休", "closed"), ("0", "", "counted"), ("", "未", "unknown")],
)
def test_an_empty_state_is_what_the_count_says(bring, programme, count, state, becomes):
    bring("拠点,日付,提供数,状態", f"本社食堂,2/19,{count},{state}")
    [(_outlet, found, servings, _is_approximate)] = stored(programme)
    assert (found, servings) == (becomes, 0 if count == "0" else None)


def test_an_empty_choice_is_the_usual_one(bring, programme):
    bring("売り場,店舗,日付,販売数", ",全拠点,2/19,3", "online,全拠点,2/20,4", kind="produce.sale")
    sales = Sale.objects.filter(programme=programme).order_by("starts_on")
    assert [sale.kind for sale in sales] == ["shop", "online"]


@pytest.mark.parametrize(
    ("cell", "state", "servings"), [("123", "counted", 123), ("休", "closed", None)]
)
def test_a_new_count_of_a_file_without_the_column_is_exact(
    bring, programme, outlets, cell, state, servings
):
    approximate(programme, outlets)
    batch = bring("拠点,日付,提供数", f"本社食堂,2/19,{cell}")
    assert stored(programme) == [("本社食堂", state, servings, False)]
    imports.undo(batch, batch.uploaded_by)
    assert stored(programme) == [("本社食堂", "counted", 100, True)]


def test_a_changed_note_leaves_an_approximate_count_as_it_is(bring, programme, outlets):
    approximate(programme, outlets)
    bring("拠点,日付,提供数,備考", "本社食堂,2/19,100,満席")
    assert stored(programme) == [("本社食堂", "counted", 100, True)]


def test_a_new_row_is_exact_unless_it_says_otherwise(bring, programme):
    bring("拠点,日付,提供数", "本社食堂,2/19,123")
    bring("拠点,日付,提供数,概数", "玉川食堂,2/19,約120,")
    assert stored(programme) == [
        ("本社食堂", "counted", 123, False),
        ("玉川食堂", "counted", 120, True),
    ]


# what stands across


def test_menus_across_are_saved_by_outlet_and_menu(bring, programme):
    MenuFactory(programme=programme, name="親子丼")
    MenuFactory(programme=programme, name="ラーメン")
    bring("拠点,日付,親子丼,ラーメン,計", "本社食堂,2/19,5,6,11", "玉川食堂,2/19,休,7,7")
    meals = Meal.objects.filter(programme=programme).order_by("outlet__position", "menu__name")
    assert [(str(meal.outlet), str(meal.menu), meal.servings) for meal in meals] == [
        ("本社食堂", "ラーメン", 6),
        ("本社食堂", "親子丼", 5),
        ("玉川食堂", "ラーメン", 7),
        ("玉川食堂", "親子丼", None),
    ]


def test_products_across_are_saved_too(bring, programme):
    shop = OutletFactory(partnership=programme.partnership, name="本社売店", kind="shop")
    for slug, name in (("sake", "地酒"), ("juice", "桃ジュース")):
        Product(programme=programme, slug=slug, name=name).save()
    bring("日付,店舗,地酒,桃ジュース", "2/19,本社売店,3,4", kind="produce.sale")
    sales = Sale.objects.filter(programme=programme, outlet=shop).order_by("product__name")
    assert [(str(sale.product), sale.items) for sale in sales] == [("地酒", 3), ("桃ジュース", 4)]


def test_a_name_across_that_nobody_knows_is_told_at_its_heading(bring, programme):
    batch = bring("日付,本社食堂,大阪食堂", "2/19,1,2")
    [[address, value, message]] = batch.report["faults"]
    assert (address, value) == ("C1", "大阪食堂")
    assert message.startswith("拠点「大阪食堂」が見つかりません。")
    assert not Meal.objects.filter(programme=programme).exists()
