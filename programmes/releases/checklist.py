"""All that is looked at before anybody can put a name under a release: errors block, others ask."""

from ..models import Release
from . import publication_checks, record_checks  # noqa: F401 - they register what they look at
from .checks import CHECKS, ChecklistItem
from .values import Values


def checked(release: Release, values: Values | None = None) -> list[ChecklistItem]:
    """Every ChecklistItem of a release in work, those that block first."""
    values = values or Values(release.programme)
    every = [item for check in CHECKS for item in check(release, values)]
    return sorted(every, key=lambda item: not item.blocks)
