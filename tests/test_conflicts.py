"""Nobody overwrites anybody: a form that others overtook comes back with both values."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.models import Exchange, Session
from probono.models import Community, CountingLine
from produce.models import ClosedDay, Meal, Outlet
from programmes.admin.history.conflict import numbers_in
from programmes.models import Event, Photo, TrackedModel

from . import pictures
from .back_office import add, address, change, filled, text
from .effort import attempts
from .factories import MealFactory, OutletFactory, PhotoFactory, ProgrammeFactory
from .together import at_once


@pytest.fixture
def programme(db):
    return ProgrammeFactory(fiscal_year=2026, starts_on=date(2026, 6, 1), ends_on=None)


@pytest.fixture
def meal(programme):
    return MealFactory(programme=programme, starts_on=date(2026, 6, 2), servings=120)


def signed_in(django_user_model, name):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser(name, last_name=name))
    return client


@pytest.fixture
def taro(django_user_model, db):
    return signed_in(django_user_model, "太郎")


@pytest.fixture
def hanako(django_user_model, db):
    return signed_in(django_user_model, "花子")


def posted_again(response, **typed):
    """What a browser would post from a page that came back."""
    page = BeautifulSoup(response.content, "html.parser")
    data = {}
    for one in page.select("#content-main form textarea"):
        data[one["name"]] = one.text.removeprefix("\n")
    for one in page.select("#content-main form input[name]"):
        if one.get("type") != "checkbox":
            data.setdefault(one["name"], []).append(one.get("value", ""))
        elif one.has_attr("checked"):
            data[one["name"]] = "on"
    for one in page.select("#content-main form select"):
        data[one["name"]] = [chosen["value"] for chosen in one.select("option[selected]")]
    return data | {name.replace("__", "-"): value for name, value in typed.items()}


def table(response):
    """The rows of the table at the top of a form that came back, as texts."""
    rows = BeautifulSoup(response.content, "html.parser").select(".fp-conflict tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def sent(client, obj, data):
    return client.post(change(obj), data, follow=True)


def overtaken(first, second, obj, mine, theirs):
    """`first` opens, `second` opens and saves, `first` saves: the answer to that."""
    opened = filled(first, change(obj), **mine)
    assert sent(second, obj, filled(second, change(obj), **theirs)).redirect_chain
    return sent(first, obj, opened)


def test_a_field_that_both_changed_is_asked_about_and_what_was_typed_stays(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"servings": "150"}, {"servings": "130"})
    assert response.status_code == 200
    assert not response.redirect_chain
    [(label, now, mine, _after)] = table(response)
    assert (label, mine) == ("提供数（食）", "150")
    assert now.startswith("130 花子、2")
    assert now.endswith("、フォーム")
    assert 'value="150"' in text(response)
    assert "まだ何も保存していません" in text(response)
    meal.refresh_from_db()
    assert meal.servings == 130


def test_a_second_knowing_save_goes_through_and_says_so(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"servings": "150"}, {"servings": "130"})
    response = sent(taro, meal, posted_again(response))
    assert response.redirect_chain
    assert "ほかの人が入れた値（130）を、あなたの値に置き換えました" in text(response)
    meal.refresh_from_db()
    assert meal.servings == 150
    numbers = list(meal.history.order_by("history_id").values_list("servings", flat=True))
    assert numbers == [120, 130, 150]


def test_the_stored_value_can_be_kept_with_a_tick(taro, hanako, meal):
    mine = {"servings": "150", "note": "雨でした"}
    response = overtaken(taro, hanako, meal, mine, {"servings": "130"})
    response = sent(taro, meal, posted_again(response, taken="servings"))
    assert "置き換えました" not in text(response)
    meal.refresh_from_db()
    assert (meal.servings, meal.note) == (130, "雨でした")


def test_what_only_the_other_changed_is_taken_over(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"note": "雨でした"}, {"servings": "130"})
    [(label, now, mine, after)] = table(response)
    assert (label, mine, after) == ("提供数（食）", "（変えていません）", "今の値のままです")
    assert 'value="130"' in text(response)
    assert "雨でした" in text(response)
    sent(taro, meal, posted_again(response))
    meal.refresh_from_db()
    assert (meal.servings, meal.note) == (130, "雨でした")


def test_the_same_change_by_both_is_no_conflict(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"servings": "130"}, {"servings": "１３０"})
    assert response.redirect_chain


@pytest.mark.sweep
def test_a_third_change_in_between_is_told_again(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"servings": "150"}, {"servings": "130"})
    again = posted_again(response)
    sent(hanako, meal, filled(hanako, change(meal), servings="140"))
    response = sent(taro, meal, again)
    assert [row[1].split()[0] for row in table(response)] == ["140"]
    meal.refresh_from_db()
    assert meal.servings == 140


@pytest.mark.sweep
def test_a_mistake_on_top_keeps_the_table_of_differences(taro, hanako, meal):
    response = overtaken(taro, hanako, meal, {"servings": "百"}, {"servings": "130"})
    assert table(response)[0][2] == "百"
    assert "数だけを入れてください" in text(response)
    assert 'value="百"' in text(response)
    response = sent(taro, meal, posted_again(response, servings="150"))
    assert "（130）を、あなたの値に置き換えました" in text(response)


@pytest.mark.parametrize("token", ["", "x", "1.2.3.4.5.6", "9" * 40, "-1", "²"])
def test_a_form_that_does_not_say_when_it_was_opened_overwrites_nothing_unseen(taro, meal, token):
    data = filled(taro, change(meal), servings="150", opened_on=token)
    response = sent(taro, meal, data)
    assert [row[0] for row in table(response)] == ["提供数（食）"]
    meal.refresh_from_db()
    assert meal.servings == 120


def test_a_token_is_numbers_or_nothing():
    assert numbers_in("12.0.7", 3) == [12, 0, 7]
    assert numbers_in("12.0", 3) == [0, 0, 0]
    assert numbers_in("a.b.c", 3) == [0, 0, 0]


@pytest.mark.sweep
def test_a_form_left_open_over_a_restart_of_lines_is_not_taken_for_a_change(taro, hanako, meal):
    meal.note = "一行目\n二行目"
    meal.save()
    opened = filled(taro, change(meal)) | {"note": "一行目\r\n二行目"}
    sent(hanako, meal, filled(hanako, change(meal), note="三行目"))
    response = sent(taro, meal, opened)
    assert table(response)[0][2:] == ["（変えていません）", "今の値のままです"]


def test_who_may_not_change_is_refused_as_ever(client, django_user_model, meal):
    user = django_user_model.objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_meal"))
    client.force_login(user)
    assert "opened_on" not in text(client.get(change(meal)))
    assert client.post(change(meal), {"servings": 1}).status_code == 403


# relations


def test_a_relation_is_told_by_its_name(taro, hanako, programme, meal):
    names = ["本社食堂", "工場食堂"]
    head, works = [OutletFactory(partnership=programme.partnership, name=name) for name in names]
    response = overtaken(taro, hanako, meal, {"outlet": head.pk}, {"outlet": works.pk})
    [(label, now, mine, _after)] = table(response)
    assert (label, now.split()[0], mine) == ("拠点", "工場食堂", "本社食堂")


def test_several_chosen_objects_are_compared_as_a_whole(taro, hanako, nec2025):
    line = CountingLine.objects.filter(programme=nec2025).first()
    every = [str(pk) for pk in Community.objects.values_list("pk", flat=True)]
    assert len(every) >= 2
    response = overtaken(taro, hanako, line, {"label": "新しい名前"}, {"communities": every})
    [(label, _now, _mine, after)] = table(response)
    assert (label, after) == ("コミュニティ", "今の値のままです")
    sent(taro, line, posted_again(response))
    line.refresh_from_db()
    assert line.label == "新しい名前"
    assert line.communities.count() == len(every)


# children


@pytest.fixture
def session(nec2025):
    return Session.objects.get(programme=nec2025)


def test_a_changed_child_is_noticed(taro, hanako, session):
    talk = session.talks.first()
    response = overtaken(
        taro, hanako, session, {"talks__0__title": "私の題"}, {"talks__0__title": "花子の題"}
    )
    [(label, now, mine, _after)] = table(response)
    assert label == f"講話・紹介「{'花子の題'}」の題名"
    assert (now.split()[0], mine) == ("花子の題", "私の題")
    sent(taro, session, posted_again(response))
    talk.refresh_from_db()
    assert talk.title == "私の題"


@pytest.mark.sweep
def test_of_a_child_different_fields_are_put_together(taro, hanako, session):
    response = overtaken(
        taro, hanako, session, {"talks__0__title": "私の題"}, {"talks__0__speaker": "花子の登壇者"}
    )
    sent(taro, session, posted_again(response))
    talk = session.talks.first()
    assert (talk.title, talk.speaker) == ("私の題", "花子の登壇者")


def added(formset, index, **values):
    return {f"{formset}__{index}__{name}": value for name, value in values.items()} | {
        f"{formset}__TOTAL_FORMS": index + 1
    }


@pytest.mark.sweep
def test_a_child_that_another_added_stands_in_the_form_that_comes_back(taro, hanako):
    outlet = OutletFactory()
    theirs = added("closed_days", 0, closed_on="2026-06-03", reason="設備点検")
    mine = added("closed_days", 0, closed_on="2026-06-04", reason="棚卸し")
    response = overtaken(taro, hanako, outlet, mine, theirs)
    [(label, now, _mine, _after)] = table(response)
    assert label == "休業日「2026-06-03」"
    assert now.startswith("追加されました")
    assert "設備点検" in text(response)
    assert "棚卸し" in text(response)
    sent(taro, outlet, posted_again(response))
    assert [day.reason for day in outlet.closed_days.all()] == ["設備点検", "棚卸し"]


@pytest.fixture
def closed(db):
    day = ClosedDay(outlet=OutletFactory(), closed_on=date(2026, 6, 3), reason="設備点検")
    day.save()
    return day


@pytest.mark.sweep
def test_a_child_that_another_deleted_is_gone_from_the_form_that_comes_back(taro, hanako, closed):
    outlet = closed.outlet
    theirs = {"closed_days__0__DELETE": "on"}
    response = overtaken(taro, hanako, outlet, {"name": "本社"}, theirs)
    [(label, now, mine, _after)] = table(response)
    assert label == "休業日「2026-06-03」"
    assert now.startswith("削除されました 花子")
    assert mine == "（変えていません）"
    sent(taro, outlet, posted_again(response))
    outlet.refresh_from_db()
    assert outlet.name == "本社"
    assert not outlet.closed_days.exists()


@pytest.mark.sweep
def test_a_child_that_another_deleted_and_i_changed_stays_as_a_new_row(taro, hanako, closed):
    theirs = {"closed_days__0__DELETE": "on"}
    mine = {"closed_days__0__reason": "棚卸し"}
    response = overtaken(taro, hanako, closed.outlet, mine, theirs)
    assert table(response)[0][2] == "変えた行を、新しい行として残しました"
    sent(taro, closed.outlet, posted_again(response))
    [day] = closed.outlet.closed_days.all()
    assert (day.closed_on, day.reason) == (date(2026, 6, 3), "棚卸し")


@pytest.mark.sweep
@pytest.mark.parametrize(("taken", "left"), [({}, 0), ({"taken": "closed_days-0-DELETE"}, 1)])
def test_deleting_a_child_that_another_changed_is_asked_about(taro, hanako, closed, taken, left):
    mine, theirs = {"closed_days__0__DELETE": "on"}, {"closed_days__0__reason": "棚卸し"}
    response = overtaken(taro, hanako, closed.outlet, mine, theirs)
    assert table(response)[0][2] == "削除する"
    assert closed.outlet.closed_days.count() == 1
    sent(taro, closed.outlet, posted_again(response, **taken))
    assert closed.outlet.closed_days.count() == left


@pytest.mark.sweep
def test_a_child_and_its_record_changed_at_once_are_both_told(taro, hanako, session):
    mine = {"audience": "私の書いた人", "talks__0__title": "私の題"}
    theirs = {"audience": "花子の書いた人", "talks__0__title": "花子の題"}
    assert len(table(overtaken(taro, hanako, session, mine, theirs))) == 2


def test_a_record_that_was_only_saved_again_is_no_conflict(taro, session):
    """Moving its event saves the session too, without a change of what its form shows."""
    opened = filled(taro, change(session), audience="社員")
    session.event.save()
    assert sent(taro, session, opened).redirect_chain


# deleted meanwhile


def test_what_was_typed_into_a_form_of_a_deleted_record_is_offered_to_add(taro, hanako, meal):
    opened = filled(taro, change(meal), servings="150", note="雨でした")
    hanako.post(address(Meal, "delete", meal.pk), {"post": "yes"})
    response = sent(taro, meal, opened)
    assert response.status_code == 200
    assert "花子が" in text(response)
    assert "削除しました" in text(response)
    assert address(Meal, "history", meal.pk) in text(response)
    form = BeautifulSoup(response.content, "html.parser").select_one("#meal_form")
    assert form["action"] == add(Meal)
    assert taro.post(form["action"], posted_again(response)).status_code == 302
    stored = Meal.objects.get(programme=meal.programme)
    assert (stored.servings, stored.note) == (150, "雨でした")


def test_the_children_of_a_deleted_record_are_offered_too(taro, closed):
    outlet = closed.outlet
    opened = filled(taro, change(outlet), closed_days__0__reason="棚卸し")
    pk = outlet.pk
    outlet.delete()
    response = taro.post(address(Outlet, "change", pk), opened)
    assert taro.post(add(Outlet), posted_again(response)).status_code == 302
    assert [day.reason for day in Outlet.objects.get(slug=outlet.slug).closed_days.all()] == [
        "棚卸し"
    ]


def test_a_record_that_never_was_leads_to_the_front_page(taro, meal):
    response = taro.post(address(Meal, "change", 999_999), {"servings": 1})
    assert response.status_code == 302


def test_nobody_deletes_what_changed_after_the_question(taro, hanako, meal):
    page = taro.get(address(Meal, "delete", meal.pk))
    data = {"post": "yes", "opened_on": page.context["opened_on"], "change_reason": "二重"}
    sent(hanako, meal, filled(hanako, change(meal), servings="130"))
    response = taro.post(address(Meal, "delete", meal.pk), data)
    assert "まだ削除していません" in text(response)
    assert Meal.objects.filter(pk=meal.pk).exists()
    data["opened_on"] = response.context["opened_on"]
    taro.post(address(Meal, "delete", meal.pk), data)
    gone = Meal.history.filter(id=meal.pk).first()
    assert (gone.history_type, gone.history_change_reason) == ("-", "二重")


def asked_to_delete(client, meals):
    chosen = {"action": "delete_selected", "_selected_action": [meal.pk for meal in meals]}
    return chosen, client.post(address(Meal, "changelist"), chosen)


def hidden(response):
    """What the page that asks carries, as a browser would post it."""
    page = BeautifulSoup(response.content, "html.parser")
    data = {}
    for one in page.select("#content input[type=hidden][name]"):
        data.setdefault(one["name"], []).append(one["value"])
    return data


def test_nobody_deletes_from_a_list_what_changed_after_the_question(taro, hanako, meal):
    other = MealFactory(programme=meal.programme, starts_on=date(2026, 6, 3), servings=80)
    url = address(Meal, "changelist")
    _chosen, asked = asked_to_delete(taro, [meal, other])
    sent(hanako, meal, filled(hanako, change(meal), servings="130"))
    response = taro.post(url, hidden(asked))
    assert f"「{meal}」は、この画面を開いた後に" in text(response)
    assert f"「{other}」は" not in text(response)
    assert Meal.objects.filter(pk__in=[meal.pk, other.pk]).count() == 2
    taro.post(url, hidden(response) | {"change_reason": "二重"})
    assert not Meal.objects.filter(pk__in=[meal.pk, other.pk]).exists()
    gone = Meal.history.filter(history_type="-")
    assert [row.history_change_reason for row in gone] == ["二重", "二重"]


def test_nobody_deletes_from_a_list_what_got_a_child_after_the_question(taro, closed):
    url = address(Outlet, "changelist")
    chosen = {"action": "delete_selected", "_selected_action": [closed.outlet.pk]}
    asked = taro.post(url, chosen)
    ClosedDay(outlet=closed.outlet, closed_on=date(2026, 6, 4)).save()
    assert "まだ何も削除していません" in text(taro.post(url, hidden(asked)))
    assert Outlet.objects.filter(pk=closed.outlet.pk).exists()


def test_a_deletion_from_a_list_that_nobody_was_asked_about_is_asked_about(taro, meal):
    chosen, _asked = asked_to_delete(taro, [meal])
    response = taro.post(address(Meal, "changelist"), chosen | {"post": "yes"})
    assert "ほかの人が" not in text(response)
    assert hidden(response)["post"] == ["yes"]
    assert Meal.objects.filter(pk=meal.pk).exists()


def test_of_the_chosen_those_that_another_deleted_stay_deleted(taro, hanako, meal):
    other = MealFactory(programme=meal.programme, starts_on=date(2026, 6, 3))
    _chosen, asked = asked_to_delete(taro, [meal, other])
    hanako.post(address(Meal, "delete", meal.pk), {"post": "yes"})
    taro.post(address(Meal, "changelist"), hidden(asked))
    assert not Meal.objects.filter(programme=meal.programme).exists()
    assert Meal.history.filter(history_type="-").count() == 2


# a photo, which is looked at and not typed


def replaced(client, photo, django_capture_on_commit_callbacks, **typed):
    file = SimpleUploadedFile("new.jpg", pictures.from_a_phone(), "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        response = sent(client, photo, filled(client, change(photo), upload=file, **typed))
    assert response.redirect_chain


AGREED = {"people": "nobody", "scope": "site"}


@pytest.fixture
def photo(programme):
    return PhotoFactory(programme=programme, people="unconfirmed", scope="internal")


def test_consent_is_given_to_no_picture_that_nobody_saw(
    taro, hanako, photo, django_capture_on_commit_callbacks
):
    opened = filled(taro, change(photo), **AGREED)
    replaced(hanako, photo, django_capture_on_commit_callbacks)
    response = sent(taro, photo, opened)
    assert not response.redirect_chain
    [(label, now, mine, after)] = table(response)
    assert (label, mine) == ("写真", "（変えていません）")
    assert now.startswith("差し替えられました 花子、2")
    assert after.startswith("今の写真のままです")
    assert re.search(r"写真が差し替えられています（花子、20.{,40}、フォーム）", text(response))
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.people, stored.is_public) == ("unconfirmed", False)
    assert (stored.key != photo.key) and stored.address in text(response)
    assert photo.address not in text(response)
    assert sent(taro, photo, posted_again(response)).redirect_chain
    again = Photo.objects.get(pk=photo.pk)
    assert (again.key, again.people, again.is_public) == (stored.key, "nobody", True)


@pytest.mark.sweep
def test_of_two_new_files_the_second_is_chosen_knowingly(
    taro, hanako, photo, django_capture_on_commit_callbacks
):
    opened = filled(taro, change(photo))
    replaced(hanako, photo, django_capture_on_commit_callbacks)
    theirs = Photo.objects.get(pk=photo.pk).key
    file = SimpleUploadedFile("mine.jpg", pictures.from_a_phone(), "image/jpeg")
    response = sent(taro, photo, opened | {"upload": file})
    [(_label, _now, mine, after)] = table(response)
    assert mine == "mine.jpg"
    assert "ファイルを選び直します" in after
    assert Photo.objects.get(pk=photo.pk).key == theirs
    file.seek(0)
    assert sent(taro, photo, posted_again(response) | {"upload": file}).redirect_chain
    assert Photo.objects.get(pk=photo.pk).key != theirs


@pytest.mark.sweep
def test_a_photo_whose_words_alone_another_changed_is_not_asked_about_as_new(taro, hanako, photo):
    response = overtaken(taro, hanako, photo, {"credit": "NEC"}, {"alt": "別の言葉"})
    assert [row[0] for row in table(response)] == ["代替テキスト"]
    assert "差し替えられています" not in text(response)


# every form


@pytest.mark.parametrize("model", [m for m in admin.site._registry if issubclass(m, TrackedModel)])
def test_no_list_is_edited_in_place(model):
    """A list says nothing of when it was opened; nothing is written from it."""
    assert not admin.site._registry[model].list_editable


@pytest.mark.sweep
@pytest.mark.parametrize("model", [Meal, Session, Exchange, Event, CountingLine])
def test_a_form_says_what_it_was_opened_on(taro, nec2025, model):
    obj = model.objects.first()
    inlines = admin.site._registry[model].inlines
    token = filled(taro, change(obj))["opened_on"]
    assert len(token.split(".")) == 1 + len(inlines)
    assert int(token.split(".")[0]) == obj.history.first().pk
    page = BeautifulSoup(taro.get(change(obj)).content, "html.parser")
    assert page.select_one("form input[type=hidden][name=opened_on]")["value"] == token


@pytest.mark.sweep
def test_saving_unchanged_forms_of_both_documents_asks_nobody(taro, nec2025):
    """What a form posts is what it was opened on, field by field, of every kind of record."""
    seen = 0
    for model in [m for m in admin.site._registry if issubclass(m, TrackedModel)]:
        obj = model._default_manager.first()
        if obj is None:
            continue
        data = filled(taro, change(obj), opened_on=".".join("0" * 9))
        response = taro.post(change(obj), data)
        assert response.status_code == 302, (model, table(response))
        seen += 1
    assert seen >= 18


@pytest.mark.django_db(transaction=True)
@attempts
def test_of_two_changes_sent_at_once_one_comes_back(transactional_db, django_user_model, attempt):
    meal = MealFactory(servings=120)
    clients = [signed_in(django_user_model, name) for name in ("太郎", "花子")]
    forms = [
        filled(client, change(meal), servings=number)
        for client, number in zip(clients, (130, 140), strict=True)
    ]
    acts = [
        lambda client=client, form=form: client.post(change(meal), form)
        for client, form in zip(clients, forms, strict=True)
    ]
    outcomes = at_once(*acts)
    assert sorted(outcome.status_code for outcome in outcomes) == [200, 302], outcomes
    [refused] = [outcome for outcome in outcomes if outcome.status_code == 200]
    [(_label, now, mine, _after)] = table(refused)
    meal.refresh_from_db()
    assert int(now.split()[0]) == meal.servings
    assert {meal.servings, int(mine)} == {130, 140}


@pytest.mark.sweep
@pytest.mark.django_db(transaction=True)
def test_two_children_changed_at_once_are_both_kept(transactional_db, django_user_model):
    outlet = OutletFactory()
    days = [ClosedDay(outlet=outlet, closed_on=date(2026, 6, day)) for day in (3, 4)]
    for day in days:
        day.save()
    clients = [signed_in(django_user_model, name) for name in ("太郎", "花子")]
    forms = [
        filled(client, change(outlet), **{f"closed_days__{index}__reason": f"理由{index}"})
        for index, client in enumerate(clients)
    ]
    acts = [
        lambda client=client, form=form: (client, client.post(change(outlet), form))
        for client, form in zip(clients, forms, strict=True)
    ]
    outcomes = at_once(*acts)
    [(client, refused)] = [pair for pair in outcomes if pair[1].status_code == 200]
    assert client.post(change(outlet), posted_again(refused)).status_code == 302
    assert [day.reason for day in outlet.closed_days.all()] == ["理由0", "理由1"]
