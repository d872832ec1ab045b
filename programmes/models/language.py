"""Texts that are kept in both languages."""

from django.utils.translation import get_language


def in_language(obj, field, language=None):
    """The text of `field`, in English from `<field>_en` where that is filled in."""
    if (language or get_language()) == "en":
        return getattr(obj, f"{field}_en") or getattr(obj, field)
    return getattr(obj, field)
