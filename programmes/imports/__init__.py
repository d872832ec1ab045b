"""Records from spreadsheets: understood, shown beside what is there, then all saved or none.

Imports lib, models and reporting.
"""

from .batches import Conflicts, abandon, commit, review, review_again, token, upload
from .columns import columns_of, kinds
from .files import records_table, template_table
from .undo import NotUndone, undo
