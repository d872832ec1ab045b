"""The page of an agreement, with its years side by side."""

from django.shortcuts import render

from .caching import partnership_page
from .tables import years_table


@partnership_page
def partnership(request, partnership, programmes):
    programmes = list(programmes)
    table = years_table(partnership, programmes)
    context = {
        "partnership": partnership,
        "parties": [partnership.prefecture, partnership.company],
        "programmes": programmes,
        "table": table,
        "lines": table[:],
    }
    return render(request, "programmes/partnership.html", context)
