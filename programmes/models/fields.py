"""Fields that every app uses, with what makes a value of theirs plausible."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from ..lib.periods import FIRST_DAY, LAST_DAY, OUT_OF_RANGE

MOST = 1_000_000

slug_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "半角の英小文字・数字・ハイフンだけを使ってください（例：fukushima-2026）。",
)


class SlugField(models.CharField):
    """A word of an address: ASCII, lower case, stable once published."""

    def __init__(self, *args, **kwargs):
        usual = {
            "max_length": 60,
            "verbose_name": "アドレス用の名前",
            "help_text": "ページのアドレスになります。"
            "半角の英小文字・数字・ハイフン（例：fureru）。公開後は変えないでください。",
            "validators": [slug_validator],
        }
        super().__init__(*args, **usual | kwargs)


class CountField(models.PositiveIntegerField):
    """A count of people or things: a whole number from 0 to a million."""

    def __init__(self, *args, **kwargs):
        too_many = "100万を超えています。桁が多すぎないか、お確かめください。"
        kwargs.setdefault("validators", [MaxValueValidator(MOST, too_many)])
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        field = super().formfield(**kwargs)
        for validator in field.validators:
            if validator.code == "min_value":
                validator.message = "0以上の数を入れてください（例：120）。"
        only_digits = "数だけを入れてください（例：120）。単位や文字は要りません。"
        field.error_messages["invalid"] = only_digits
        return field


class DayField(models.DateField):
    """A day that can be meant."""

    def __init__(self, *args, **kwargs):
        bounds = [
            MinValueValidator(FIRST_DAY, OUT_OF_RANGE),
            MaxValueValidator(LAST_DAY, OUT_OF_RANGE),
        ]
        kwargs.setdefault("validators", bounds)
        super().__init__(*args, **kwargs)


def optional(to, verbose_name, **options):
    """A relation that may be empty; as long as it is not, its other end cannot be deleted."""
    return models.ForeignKey(
        to, models.PROTECT, null=True, blank=True, verbose_name=verbose_name, **options
    )
