"""What only the press-release desk writes into its pages."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

register = template.Library()
_TOKEN = re.compile(r"(\{[^{}\n]+\}|\[\*[^\]\s]+\])")


@register.filter
def tokens(words):
    parts = _TOKEN.split(str(words))
    return mark_safe(
        "".join(
            format_html("<code>{}</code>", part) if number % 2 else conditional_escape(part)
            for number, part in enumerate(parts)
        )
    )
