"""What a cell calls an outlet or a municipality, and what is said where nothing is called so."""

import pytest

from probono.models import Workation
from produce.models import Meal
from programmes.imports.names import NameIndex, Unknown, candidates
from programmes.lib.sheets import match_key

from .factories import MenuFactory, OutletFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def names(model, name, programme=None, **options):
    field = model._meta.get_field(name)
    return NameIndex(field, candidates(model, field, programme or ProgrammeFactory()), **options)


@pytest.mark.parametrize(
    "one, other", [("ＡＢ　食堂", "ab食堂"), ("2〜3月", "2～3月"), ("本社 食堂 ", "本社食堂")]
)
def test_width_case_blanks_and_tildes_tell_no_names_apart(one, other):
    assert match_key(one) == match_key(other)
    assert match_key("豊國") != match_key("豊国")


@pytest.mark.parametrize(
    "text, name",
    [
        *(("福島市", "福島市"), ("07201", "福島市"), ("072010", "福島市"), ("7201", "福島市")),
        *(("南会津郡檜枝岐村", "檜枝岐村"), ("桧枝岐村", "檜枝岐村"), ("飯館村", "飯舘村")),
        ("fukushima city", "福島市"),
    ],
)
def test_a_municipality_goes_by_name_code_county_and_as_files_write_it(text, name):
    assert names(Workation, "municipality").find(text).name == name


@pytest.mark.parametrize(
    "text, advice",
    [
        ("会津市", "（例：会津若松市、"),  # what begins alike
        ("大阪市", "（例：福島市、"),  # or else the first there are
    ],
)
def test_an_unknown_name_is_answered_with_names_like_it(text, advice):
    with pytest.raises(Unknown, match=f"「{text}」が見つかりません") as caught:
        names(Workation, "municipality").find(text)
    assert advice in str(caught.value)
    assert str(caught.value).count("、") == (2 if text == "会津市" else 4)


def test_a_name_of_two_is_answered_with_what_tells_them_apart():
    programme = ProgrammeFactory()
    for slug, name in (("honsha", "Ａ食堂"), ("betsu", "a食堂")):
        OutletFactory(partnership=programme.partnership, slug=slug, name=name)
    found = names(Meal, "outlet", programme)
    with pytest.raises(Unknown, match="「A食堂」が2つあります.*（例：betsu）"):
        found.find("A食堂")
    assert found.find("betsu").name == "a食堂"


def test_all_of_them_are_meant_by_a_word_where_that_is_allowed():
    programme = ProgrammeFactory()
    with pytest.raises(Unknown, match="先に管理画面で登録してください"):
        names(Meal, "outlet", programme).find("全拠点")
    assert names(Meal, "outlet", programme, may_be_all=True).find("全 拠点") is None
    OutletFactory(partnership=programme.partnership, name="本社食堂")
    OutletFactory(name="よその食堂")
    MenuFactory(programme=programme, name="親子丼")
    MenuFactory(name="よその丼")
    assert names(Meal, "outlet", programme).texts() == ["本社食堂"]
    assert names(Meal, "menu", programme).texts() == ["親子丼"]
