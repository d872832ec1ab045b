"""What a spreadsheet calls things: texts to outlets, lines, schools, municipalities …"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import override

from ..lib import sheets
from ..lib.sheets import match_key
from ..models import Municipality, Programme, Record

#: in place of a name: all there are
ALL = {"全拠点", "すべて", "全て", "全部", "すべての拠点", "全メニュー", "全商品", "all"}
#: other ways to write the municipalities of Fukushima, as seen in files
MUNICIPALITIES = {
    "桧枝岐村": "檜枝岐村",
    "福島伊達市": "伊達市",
    "福島広野町": "広野町",
    "飯館村": "飯舘村",
}


class Unknown(Exception):
    """A name that is not found; the message says what would be."""


class NameIndex:
    """The objects that a column may name, found by any of their names."""

    def __init__(
        self, field: ForeignKey, objects: Iterable[Model], may_be_all: bool = False
    ) -> None:
        self.field = field
        self._by_name: dict[str, list[Any]] = defaultdict(list)
        self._shown: list[str] = []
        self._all = {match_key(word) for word in ALL} if may_be_all and field.blank else set()
        for obj in objects:
            self._shown.append(str(obj))
            for name in {match_key(name) for name in names_of(obj) if name}:
                self._by_name[name].append(obj)

    def texts(self) -> list[str]:
        return list(self._shown)

    def find(self, text: str) -> Model | None:
        """The object, or None for all of them. Raises Unknown."""
        name = match_key(text)
        found = self._by_name.get(name) or self._by_name.get(match_key(_code(text)))
        if found and len(found) == 1:
            return found[0]
        if found:
            raise Unknown(
                f"「{text}」が{len(found)}つあります。アドレス用の名前（例：{found[0].slug}）で"
                "書き分けてください。"
            )
        if name in self._all:
            return None
        raise Unknown(self._advice(text))

    def _advice(self, text: str) -> str:
        what = self.field.verbose_name
        if not self._shown:
            return f"{what}「{text}」がありません。先に管理画面で登録してください。"
        near = [name for name in self._shown if match_key(text)[:2] in match_key(name)][:3]
        choice = "、".join(near or self._shown[:5])
        return (
            f"{what}「{text}」が見つかりません。登録されている名前で書いてください"
            f"（例：{choice}）。"
        )


def _code(text: str) -> str:
    try:
        return sheets.municipality_code(text)
    except ValueError:
        return text


def names_of(obj: Model) -> Iterator[str]:
    for language in ("ja", "en"):
        with override(language):
            yield str(obj)
    yield getattr(obj, "slug", "")
    if isinstance(obj, Municipality):
        yield from (obj.code, obj.county + obj.name)
        yield from (other for other, name in MUNICIPALITIES.items() if name == obj.name)


def candidates(model: type[Record], field: ForeignKey, programme: Programme) -> QuerySet:
    related = field.remote_field.model
    names = {f.name for f in related._meta.fields}
    objects = related._default_manager.complex_filter(field.get_limit_choices_to())
    if "programme" in names:
        objects = objects.filter(programme=programme)
    elif "partnership" in names:
        objects = objects.filter(partnership=programme.partnership_id)
    return model.nameable(field.name, objects)
