"""What a press release may name of the lunches and sales besides their figures."""

from programmes.figures import text_facts

from .models import Menu, Product


def facts(programme):
    for model in (Menu, Product):
        for offering in model.objects.filter(programme=programme).order_by("slug"):
            name = f"{model._meta.model_name}-{offering.slug}"
            yield from text_facts(name, str(offering), offering, "name", "producer")
