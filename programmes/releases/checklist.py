"""All that is looked at before anybody can put a name under a release: errors block, others ask."""

from . import publication_checks, record_checks  # noqa: F401 - they register what they look at
from .checks import LOOKS
from .values import Values


def checked(release, values=None):
    """Every Check of a release in work, those that block first."""
    values = values or Values(release.programme)
    every = [check for look in LOOKS for check in look(release, values)]
    return sorted(every, key=lambda check: not check.blocks)
