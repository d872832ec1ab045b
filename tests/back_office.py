"""The forms of the back office as a browser fills them in and sends them."""

from django.urls import reverse

from programmes.models import Programme


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def add(model):
    return address(model, "add")


def change(obj):
    return address(type(obj), "change", obj.pk)


def filled(client, url, **typed):
    """What a browser would post from the form at `url`, with these values typed in."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline_formset in context["inline_admin_formsets"]:
        formset = inline_formset.formset
        forms += [formset.management_form, *formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    values |= {name.replace("__", "-"): value for name, value in typed.items()}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def post(client, url, **typed):
    return client.post(url, filled(client, url, **typed), follow=True)


def delete_chosen(client, objects, **typed):
    """Chooses these in their list to be deleted, is asked, and confirms."""
    url = address(type(objects[0]), "changelist")
    keys = [obj.pk for obj in objects]
    chosen = {"action": "delete_selected", "_selected_action": keys}
    asked = {"post": "yes", "opened_on": client.post(url, chosen).context["seen"]}
    return client.post(url, chosen | asked | typed, follow=True)


def text(response):
    return response.content.decode()


def version(programme):
    return Programme.objects.get(pk=programme.pk).version


def restore_address(obj, version):
    kind = version.instance_type._meta.model_name
    return address(type(obj), "restore", obj.pk, kind, version.pk)


def put_back(client, obj, version, **typed):
    """Asks for the page that confirms, and confirms."""
    url = restore_address(obj, version)
    newest = client.get(url).context["newest"]
    return client.post(url, {"newest": newest} | typed, follow=True)


def copy_address(programme):
    return reverse("admin:programmes_programme_copy", args=[programme.pk])


def copy_form(client, programme, **changes):
    """What a browser would post from the page, with these values typed in (None: left out)."""
    form = client.get(copy_address(programme)).context["form"]
    values = {bound.html_name: bound.value() for bound in form} | changes
    return {name: value for name, value in values.items() if value not in (None, False)}


def copy_programme(client, programme, **changes):
    return client.post(
        copy_address(programme), copy_form(client, programme, **changes), follow=True
    )
