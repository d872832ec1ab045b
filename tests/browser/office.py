"""A back office in the middle of its work, made on the server: `python -m tests.browser.office`.

Stands on both documents and the fictional programme, and prints the addresses of what it made.
"""

import json
import os
import sys
from contextlib import suppress

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.urls import NoReverseMatch, reverse

from produce.models import Meal, Outlet, OutletDuty
from programmes import imports
from programmes.accounts.models import Device, Failure
from programmes.models import (
    ChangeSource,
    Duty,
    Photo,
    Programme,
    Release,
    Role,
    change_reason,
    change_source,
)
from programmes.releases import workflow
from programmes.releases.validation import remembered
from programmes.releases.values import Values
from tests.corpus import CASES
from tests.factories import PhotoFactory
from tests.releases import drafted


def page(obj, name, *args):
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[obj.pk, *args])


def people(programme):
    """An administrator who signs in here, and a person with duties."""
    boss = User.objects.get(username="hanako")
    taro = User.objects.create_user(
        "taro", password=os.environ.get("DJANGO_SUPERUSER_PASSWORD"), is_staff=True
    )
    taro.last_name, taro.first_name = "阿武隈", "太郎"
    taro.save()
    taro.groups.set(Group.objects.filter(name=Role.ENTRY))
    Duty.objects.create(user=taro, partnership=programme.partnership)
    outlet = Outlet.objects.filter(partnership=programme.partnership).first()
    OutletDuty.objects.create(user=taro, outlet=outlet)
    Device.objects.create(user=taro, type="totp", data={"secret": "GEZDGNBVGY3T"})
    seen = {
        "username": "taro",
        "ip_address": "192.0.2.1",
        "user_agent": "Mozilla/5.0 (X11) Firefox",
    }
    Failure.objects.create(**seen, failures_since_start=2)
    return boss, taro


def changed(meal, person, reason, **values):
    with change_source(ChangeSource.FORM), change_reason(reason):
        for name, value in values.items():
            setattr(meal, name, value)
        meal._history_user = person
        meal.save()


def records(programme, boss, taro):
    """A record with a history, one that is gone, and photos of both states."""
    meals = Meal.objects.filter(programme=programme, outlet__isnull=False, menu__isnull=True)
    meal, gone = meals.filter(servings__gt=0).order_by("starts_on", "pk")[:2]
    changed(meal, taro, "拠点からの訂正の連絡による", servings=meal.servings + 12)
    note = "売り切れのため、午後1時で終えた。追加の分は、翌日の数に入れている。"
    changed(meal, boss, "", servings=meal.servings - 3, note=note)
    dead = gone.pk
    with change_source(ChangeSource.FORM), change_reason("二重に入力していたため"):
        gone.delete()
    PhotoFactory(programme=programme, alt="朱塗りの膳に載った小鉢", credit="架空商事 広報室")
    PhotoFactory(programme=programme, alt="食堂の列", people=Photo.People.UNCONFIRMED)
    gone.pk = dead
    return {
        "history": page(meal, "history"),
        "compare": page(meal, "compare")
        + "?"
        + "&".join(f"version={one.pk}" for one in meal.history.all()[:2]),
        "restore": page(meal, "restore", "meal", meal.history.last().pk),
        "history of a deleted": page(gone, "history"),
        "restore of a deleted": page(gone, "restore", "meal", gone.history.first().prev_record.pk),
        "conflict": page(meal, "change"),
    }


def rows(meals, *more):
    head = "拠点,日付,提供数,備考\r\n"
    lines = [f"{one.outlet.name},{one.starts_on},{one.servings + 5}," for one in meals]
    return (head + "\r\n".join([*lines, *more, ""])).encode("cp932")


def batches(programme, boss, taro):
    """A file in every state: address by what it shows."""
    meals = list(
        Meal.objects.filter(
            programme=programme, menu__isnull=True, servings__gt=0, outlet__isnull=False
        )
        .select_related("outlet")
        .order_by("-starts_on", "pk")[:6]
    )
    outlet, last = meals[0].outlet.name, programme.ends_on
    new = f"{outlet},{last},120,約300とあるが仕込み数"
    wrong = ["どこにもない食堂,2026-13-45,たくさん,"]
    wrong += [f"{outlet},{last},約,", f"{outlet},,12,"]
    hidden = next(one for one in CASES if one.name == "hidden-rows.xlsx").make()

    def bring(name, data):
        return imports.upload(programme, "produce.meal", name, data, boss)

    found = {
        "new": bring("食堂の集計 11月第3週（確定版）.csv", rows([], new)),
        "changed": bring("訂正.csv", rows(meals[:4], new)),
        "contested": bring("二人で直した表.csv", rows(meals[4:])),
        "faults": bring(
            "誤りのある表.csv",
            rows(
                [],
                "どこにもない食堂,2026-13-45,たくさん,",
                f"{outlet},{last},約,",
                f"{outlet},,12,",
            ),
        ),
        "question": bring("hidden-rows.xlsx", hidden),
        "refused": bring("写真.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        "committed": bring("取り込む.csv", rows([], f"{outlet},{last},88,")),
        "given up": bring("やめた表.csv", rows([], f"{outlet},{last},77,")),
    }
    changed(meals[4], taro, "", servings=meals[4].servings + 1)
    imports.review(found["contested"])
    imports.commit(found["committed"], boss)
    imports.abandon(found["given up"])
    pages = {f"import: {name}": page(batch, "change") for name, batch in found.items()}
    undo = reverse("admin:import_undo", args=[found["committed"].pk])
    return {**pages, "import: upload": reverse("admin:import"), "import: undo": undo}


def written(programme, slug, person, more=""):
    """A release with both drafts, and with `more` at the end."""
    release = drafted(person, programme=programme, slug=slug)
    if more:
        release.text += more
        release.values = remembered(release, Values(programme))
        release.save()
    return release


def releases(boss, taro):
    """A release in each stage, of a programme whose texts have nothing to mend."""
    programme = Programme.objects.get(partnership__slug="nec", slug="2025")
    issued, asked = (written(programme, slug, taro) for slug in ("2025-1", "2025-2"))
    for release in (issued, asked):
        workflow.submit(release, taro)
    workflow.approve(issued, boss)
    draft_ = written(
        programme, "2025-3", boss, "\n食堂では約9,999食、売店では約2,200点。\n{未登録}も好評。\n"
    )
    draft_.values["{meals}"] = ["約6,500食", "about 6,500 meals"]
    draft_.save()
    given_up = Release(programme=programme, slug="2025-4", text="# 取り下げた文")
    given_up.save()
    workflow.withdraw(given_up, boss)
    return {
        "release: draft": page(draft_, "change"),
        "release: preview": page(draft_, "preview"),
        "release: redraft": page(draft_, "redraft") + "?language=ja",
        "release: asked": page(asked, "change"),
        "release: approve": page(asked, "approve"),
        "release: issued": page(issued, "change"),
    }


def of_models():
    """model -> the kinds of page that it has -> their addresses, for its newest object."""
    return {
        model._meta.model_name: dict(of_model(model, model._default_manager.order_by("pk").last()))
        for model in site._registry
    }


def of_model(model, newest):
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for name in ("changelist", "add", "deleted"):
        with suppress(NoReverseMatch):
            yield name, reverse(f"{prefix}_{name}")
    for name in ("change", "history", "delete") if newest else ():
        yield name, page(newest, name)


def make():
    programme = Programme.objects.get(partnership__slug="demo", slug="2026")
    boss, taro = people(programme)
    info = [programme.partnership.slug, programme.slug]
    grid = reverse("admin:produce_grid")
    pages = {
        "desk": reverse("admin:index"),
        **records(programme, boss, taro),
        **batches(programme, boss, taro),
        **releases(boss, taro),
        "grid of cafeterias": f"{grid}?kind=cafeteria&from={programme.starts_on}&days=5",
        "grid of shops": f"{grid}?kind=shop&from={programme.starts_on}&days=31",
        "history of a figure": reverse("admin:figure_history", args=[*info, "meals"]),
        "history of a composite": reverse("admin:figure_history", args=[*info, "participations"]),
        "copy": reverse("admin:programmes_programme_copy", args=[programme.pk]),
        "person with duties": page(taro, "change"),
        "password of a person": reverse("admin:auth_user_password_change", args=[taro.pk]),
        "own password": reverse("admin:password_change"),
        "tables of an app": reverse("admin:app_list", args=["produce"]),
    }
    return {"pages": pages, "models": of_models()}


if __name__ == "__main__":
    json.dump(make(), sys.stdout, ensure_ascii=False)
