"""Addresses within the back office."""

from django.urls import reverse


def admin_address(model, page, *args):
    """The address of a page of a model in the back office."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
