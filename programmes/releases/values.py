"""What the tokens of a text stand for, as the records have it now."""

from functools import cached_property
from typing import TypeAlias

from .. import figures
from ..figures.totals import Total
from ..lib import rounding
from ..models import Programme
from .markup import LANGUAGES, document
from .tokens import Named

#: what tokens print, by their code, as [Japanese, English]; None for what stands for nothing
Snapshot: TypeAlias = dict[str, list[str | None]]


class Unbound(ValueError):
    """A token that stands for nothing, or whose typed form does not hold; in words for staff."""


class Values:
    """All values of a programme by their names: figures by slug, facts as record.field."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._texts: dict[tuple[str, str], str] = {}

    @cached_property
    def results(self) -> figures.Results:
        return figures.results(self.programme)

    @cached_property
    def facts(self) -> dict[str, figures.Fact]:
        every = (*figures.facts(self.programme), *figures.figure_facts(self.results))
        return {fact.name: fact for fact in every}

    def text(self, token: Named, language: str) -> str:
        """What a Named token prints. Raises Unbound."""
        key = token.code, language
        if key not in self._texts:
            self._texts[key] = self._text(token, language)
        return self._texts[key]

    def _text(self, token: Named, language: str) -> str:
        if len(token.names) == 1 and (fact := self.facts.get(token.names[0])):
            if token.form:
                raise Unbound(f"{token.code}：書き方を変えられるのは、数だけです。")
            return fact.text(language)
        value, number = self._value(token)
        if token.form:
            return self._typed(token, value, number)
        return str(value.printed(language))

    def _value(self, token: Named) -> tuple[figures.Result | Total, int]:
        found = [self._figure(name) for name in token.names]
        if len(found) == 1:
            if (number := found[0].value) is None:
                raise Unbound(
                    f"{token.code}：「{found[0].figure.label}」は、まだ記録がありません。"
                )
            return found[0], number
        try:
            total = figures.add(found)
        except figures.Mixed as error:
            raise Unbound(f"{token.code}：{error}") from None
        return total, total.value

    def _figure(self, name: str) -> figures.Result:
        result = self.results.get(name)
        if result is None:
            raise Unbound(f"「{name}」という指標や項目はありません。名前を確かめてください。")
        return result

    def _typed(self, token: Named, value: figures.Result | Total, number: int) -> str:
        unit = value.figure.unit if hasattr(value, "figure") else value.unit
        try:
            claim = rounding.read(token.form)
        except ValueError:
            raise Unbound(
                f"{token.code}：「{token.form}」は数として読めません（例：約6,600食）。"
            ) from None
        if not claim.is_in(unit):
            raise Unbound(f"{token.code}：単位は「{unit.ja}」です。")
        # A figure whose source says 以上 keeps its word, also where the record is approximate.
        is_floor = getattr(value, "approximation", "") == "at least"
        if not claim.holds(number, approximate=value.approximate and not is_floor):
            exact = rounding.printed(number, unit, rounding.EXACT, approximate=value.approximate)
            raise Unbound(f"{token.code}：「{token.form}」は、今の値（{exact}）に合いません。")
        return token.form

    def snapshot(self, *texts: str) -> Snapshot:
        tokens = {token.code: token for text in texts for token in document(text).tokens}
        return {
            code: [self._text_or_none(token, language) for language in LANGUAGES]
            for code, token in tokens.items()
        }

    def _text_or_none(self, token: Named, language: str) -> str | None:
        try:
            return self.text(token, language)
        except Unbound:
            return None


class Marked(Values):
    """The same for a preview: what stands for nothing says so where it stands."""

    def __init__(self, values: Values) -> None:
        super().__init__(values.programme)
        self.results, self.facts = values.results, values.facts

    def text(self, token: Named, language: str) -> str:
        try:
            return super().text(token, language)
        except Unbound:
            message = "no value" if language == "en" else "値がありません"
            return f"【{token.code} {message}】"
