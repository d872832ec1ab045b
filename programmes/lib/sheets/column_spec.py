"""What the reader of a sheet asks for."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ColumnSpec:
    """One column: `words` head it in files (the first is its title in a template).

    `kind` is text, day, count, yes or choice; `choices` are the words of a choice and what
    each means. A column that is `needed` must be there; one that is `required` must be filled too.
    A count that `may_be_money` may be of yen; a day that `is_as_of` may well be the first of each
    month, which otherwise stands for its month.
    """

    name: str
    words: tuple[str, ...]
    kind: str = "text"
    required: bool = False
    choices: dict[str, str] = field(default_factory=dict, hash=False)
    needed: bool = False
    may_be_money: bool = False
    is_as_of: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", self.needed or self.required)

    @property
    def title(self) -> str:
        return self.words[0]
