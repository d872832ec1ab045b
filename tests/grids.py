"""The entry grid as one person has it open."""

from datetime import date

from bs4 import BeautifulSoup
from django.urls import reverse


def url(programme, kind="cafeteria", start=date(2026, 6, 1), days=5, **more):
    asked = {"programme": programme.pk, "kind": kind, "from": start, "days": days} | more
    return f"{reverse('admin:produce_grid')}?" + "&".join(f"{k}={v}" for k, v in asked.items())


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def sent(page):
    """What a browser would post from the grid on a page."""
    values = {}
    for field in page.select("form[data-grid] input[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        values.setdefault(field["name"], []).append(field.get("value", "on"))
    return values


def name(outlet, day):
    return f"v-{outlet.pk}-{day.isoformat()}"


class Screen:
    """A grid as one person has it open."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.take(client.get(address))

    def take(self, response):
        self.page = soup(response)
        self.values = sent(self.page)

    def type(self, outlet, day, text):
        assert name(outlet, day) in self.values, "no such input"
        self.values[name(outlet, day)] = [text]

    def tick(self, field, value="on"):
        self.values[field] = [value]

    def save(self):
        """Posts what stands on the screen; afterwards the screen is what came back."""
        response = self.client.post(self.address, self.values, follow=True)
        self.saved = bool(response.redirect_chain)
        self.take(response)
        return self

    def fields_about(self, outlet, day):
        """How many fields are sent for a cell."""
        key = f"{outlet.pk}-{day}"
        pairs = ((name, value) for name, values in self.values.items() for value in values)
        return sum(key in name or value.startswith(f"{key}=") for name, value in pairs)

    def text(self, selector="#content-start"):
        return " ".join(part.get_text(" ", strip=True) for part in self.page.select(selector))

    def questions(self):
        return self.text("[data-questions]")

    def value(self, outlet, day):
        return self.page.find(id=name(outlet, day))["value"]
