"""What a strand is, and the register of all strands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..models import Programme
from .figure import Figure, StrOrPromise


@dataclass(frozen=True)
class Strand:
    """A titled group of figures; `number` is None for one that is not numbered.

    `app` is the label of the app that owns it, under which its templates stand. `figures` is a
    list, or a function of several programmes that yields pairs: the programme's id and a Figure of
    it. `detail` returns what the template <app>/strands/<slug>.html shows beside the figures,
    `of_event` (of an event) what <app>/event_facts.html and <app>/event.html show on the event's
    page, `facts` the Facts that a press release may name. For the public pages `moments`,
    `places` (of several programmes), `ways_in`, `links` and `pages` return what `highlights`
    describes, `of_day` (of a programme and a day) what <app>/today/<slug>.html shows of that day,
    or nothing, `closed_days` the working days on which all is closed, and `charts` (of a
    programme and its Results) its Charts. `art` names its drawing in templates/components/art/.
    """

    slug: str
    number: int | None
    title: StrOrPromise
    figures: Sequence[Figure] | Callable
    detail: Callable | None = None
    facts: Callable | None = None
    moments: Callable | None = None
    places: Callable | None = None
    ways_in: Callable | None = None
    of_day: Callable | None = None
    closed_days: Callable | None = None
    links: Callable | None = None
    pages: Callable | None = None
    charts: Callable | None = None
    hidden_when_empty: bool = False
    of_event: Callable | None = None
    art: str = "peach"
    app: str = "programmes"

    def figures_of(self, programme: Programme) -> list[Figure]:
        return self.figures_by_programme([programme])[programme.pk]

    def figures_by_programme(self, programmes: Sequence[Programme]) -> dict[int, list[Figure]]:
        """The figures of each programme by its id, in as many queries as for one."""
        if not callable(self.figures):
            return {one.pk: list(self.figures) for one in programmes}
        found: dict[int, list[Figure]] = {one.pk: [] for one in programmes}
        for pk, figure in self.figures(programmes):
            found[pk].append(figure)
        return found

    @property
    def templates(self) -> list[str]:
        return [f"{self.app}/strands/{self.slug}.html", "programmes/strand.html"]

    @property
    def art_template(self) -> str:
        return f"components/art/{self.art}.html"

    @property
    def day_template(self) -> str:
        return f"{self.app}/today/{self.slug}.html"

    @property
    def event_templates(self) -> tuple[str, str]:
        """Of the facts about an event, and of the parts of its page."""
        return f"{self.app}/event_facts.html", f"{self.app}/event.html"

    def release_templates(self, language: str) -> list[str]:
        return [f"{self.app}/release/{self.slug}.{language}.txt", f"releases/strand.{language}.txt"]


_strands: dict[str, Strand] = {}


def register(strand: Strand) -> None:
    _strands[strand.slug] = strand


def all_strands() -> list[Strand]:
    """In the order of their numbers, the unnumbered last."""
    return sorted(_strands.values(), key=lambda strand: (strand.number is None, strand.number))
