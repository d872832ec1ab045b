"""What a deletion takes along, as a person is told before."""

from django.apps import apps
from django.utils.text import capfirst


def in_words(found):
    """What `ModelAdmin.get_deleted_objects()` found, without rows that only tie two others."""
    deleted, counts, lacking, protected = found
    ties = [one._meta for one in apps.get_models(include_auto_created=True)]
    ties = [meta for meta in ties if meta.auto_created]
    names = {str(meta.verbose_name_plural) for meta in ties}
    counts = {name: count for name, count in counts.items() if str(name) not in names}
    heads = tuple(f"{capfirst(meta.verbose_name)}: " for meta in ties)
    return _without(deleted, heads), counts, lacking, protected


def _without(branch, heads):
    """A nested list of texts without those that begin with one of these."""
    return [
        _without(one, heads) if isinstance(one, list) else one
        for one in branch
        if isinstance(one, list) or not str(one).startswith(heads)
    ]
