"""Relations from one model to another."""

from django.core.exceptions import ValidationError
from django.db import models


def refuse_foreign(obj, name, what, choice=""):
    """Raises ValidationError where a relation leads to something of another programme.

    `what` it is in words, and `choice` what to choose instead where that is another word.
    """
    if getattr(obj, f"{name}_id") and getattr(obj, name).programme_id != obj.programme_id:
        message = f"別のプログラムの{what}です。同じプログラムの{choice or what}を選んでください。"
        raise ValidationError({name: message})


def links_to_wholes(model):
    """The relations that name what an object of this kind is a part of."""
    relations = (field for field in model._meta.concrete_fields if field.is_relation)
    return [field for field in relations if field.remote_field.on_delete is models.CASCADE]
