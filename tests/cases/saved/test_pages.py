"""Saved filters: saved under a name, opened, shared, renamed and removed, by their owner alone."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import SavedFilter, Sharing
from cases.pages.lists import LISTS
from cases.saved import workflow
from groups.models import IssueGroup
from groups.platforms import default_platform
from tests.factories import GroupFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

QUERY = "group=%E4%BA%A4%E9%80%9A%E7%B5%84&status=listed"
WORDS = "議題小組：交通組；現況：列管中（新增及持續列管）"
# Session, user, permissions, platform, the saved ones.
INDEX_QUERIES = 5


@pytest.fixture
def mine():
    return signed_in("official", "me", last_name="林")


@pytest.fixture
def other():
    return signed_in("liaison", "other", last_name="陳")


def send(client, query=QUERY, name="我的", sharing="private", of="cases", **more):
    data = {"list": of, "query": query, "name": name, "sharing": sharing, "row_version": "0", **more}
    return client.post(reverse("saved:new"), data, follow=True)


def saved(client, **about):
    send(client, **about)
    return SavedFilter.objects.latest("pk")


def text_of(response):
    return response.content.decode()


class TestSaving:
    def test_keeps_the_query_string_under_the_name_and_says_so(self, mine):
        page = send(mine)
        row = SavedFilter.objects.get()
        assert (row.owner.username, row.list_key, row.name, row.query, row.words, row.sharing) == (
            "me",
            "cases",
            "我的",
            QUERY,
            WORDS,
            "private",
        )
        assert page.redirect_chain == [(f"/cases/?{QUERY}", 302)]
        assert "已儲存篩選「我的」。" in text_of(page)
        assert '<a href="/saved/' in text_of(page)
        assert 'aria-current="true">我的</a>' in text_of(page)

    def test_is_offered_where_a_list_is_narrowed_and_private_unless_chosen(self, mine):
        page = mine.get(f"/cases/?{QUERY}&page=3&day=x")
        address = page.context["saved"].new_url
        assert address.replace("&", "&amp;") in text_of(page)
        form = mine.get(address)
        assert form.context["form"]["sharing"].value() == Sharing.PRIVATE
        assert [str(one) for one in form.context["words"]] == WORDS.split("；")

    def test_keeps_only_parameters_that_the_list_knows(self, mine):
        assert saved(mine, query="status=listed&page=4&platform=9&x=%00&q=").query == "status=listed"

    @pytest.mark.parametrize("query", ["", "page=2", "x=y", "q=%20"])
    def test_of_nothing_is_refused_with_a_sentence(self, mine, query):
        page = send(mine, query=query)
        assert "清單目前沒有任何條件或排序，沒有可儲存的內容。" in text_of(page)
        assert not SavedFilter.objects.exists()

    def test_of_wrong_conditions_is_refused_with_a_sentence(self, mine):
        page = send(mine, query="group=某組")
        assert "這組條件有一項已無法使用，無法儲存。" in text_of(page)
        assert not SavedFilter.objects.exists()

    def test_of_far_too_long_ones_is_refused_with_a_sentence(self, mine, monkeypatch):
        monkeypatch.setattr(workflow, "QUERY_LIMIT", 20)
        assert "條件太長，無法儲存。" in text_of(send(mine))

    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"name": " "}, "name", "請填寫名稱。"),
            ({"name": "長" * 41}, "name", "名稱最多 40 字，目前 41 字，請縮短。"),
            ({"name": "已有"}, "name", "您在這個清單已有名為「已有」的篩選，請換一個名稱。"),
            ({"sharing": "world"}, "sharing", "請選擇要不要分享。"),
            ({"sharing": ""}, "sharing", "請選擇要不要分享。"),
        ],
    )
    def test_bad_input_is_said_beside_its_field_and_stays(self, mine, typed, field, sentence):
        saved(mine, name="已有", query="status=added")
        response = send(mine, **typed)
        form = response.context["form"]
        assert (response.status_code, form.errors[field]) == (400, [sentence])
        assert form[field].value() == typed[field]
        assert SavedFilter.objects.count() == 1

    def test_the_same_name_is_free_on_another_list_and_for_others(self, mine, other):
        for client, of, query in ((mine, "cases", QUERY), (mine, "directives", "state=open"), (other, "cases", QUERY)):
            assert "已儲存篩選「我的」。" in text_of(send(client, of=of, query=query))
        assert SavedFilter.objects.count() == 3

    def test_the_database_keeps_names_apart_too(self, mine):
        row = saved(mine)
        row.pk, row.key = None, "another"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    def test_ends_at_fifty_a_list(self, mine, monkeypatch):
        monkeypatch.setattr(workflow, "MOST_PER_LIST", 1)
        send(mine)
        assert "請先刪除不再使用的。" in text_of(send(mine, name="又一組"))

    @pytest.mark.parametrize("of", ["", "meetings", "cases\0x", "../etc"])
    def test_of_an_unknown_list_is_a_chinese_404(self, mine, of):
        response = send(mine, of=of)
        assert (response.status_code, "沒有這個清單" in text_of(response)) == (404, True)

    @pytest.mark.parametrize("of", list(LISTS))
    def test_every_list_opens_what_was_saved_of_it(self, mine, of):
        field, choice = next(
            (name, str(value))
            for name, one in LISTS[of]
            .filters(mine.get("/").wsgi_request.GET, default_platform(), None)
            .form.fields.items()
            for value, _ in getattr(one, "choices", ())
            if str(value)
        )
        row = saved(mine, of=of, query=urlencode({field: choice}))
        response = mine.get(reverse("saved:open", args=[row.key]))
        assert (response.status_code, response.url) == (302, f"{LISTS[of].address}?{row.query}")
        assert mine.get(response.url).context["list"].is_valid


class TestOpening:
    def open(self, client, row):
        return client.get(reverse("saved:open", args=[row.key]), follow=True)

    def test_leads_to_the_list_with_its_conditions(self, mine):
        assert self.open(mine, saved(mine)).redirect_chain == [(f"/cases/?{QUERY}", 302)]

    def test_keeps_the_day_of_the_list_that_leads_there_and_saves_none(self, mine):
        row = saved(mine)
        html = text_of(mine.get("/cases/?as_of=deputy-mayor-3"))
        link = f"/saved/{row.key}/?as_of=deputy-mayor-3"
        assert f'href="{link}"' in html
        assert mine.get(link).url == f"/cases/?{QUERY}&as_of=deputy-mayor-3"
        new = f"{reverse('saved:new')}?{urlencode({'list': 'cases', 'query': 'q=污水', 'as_of': 'deputy-mayor-3'})}"
        sent = {"list": "cases", "query": "q=污水", "name": "污水", "sharing": "private", "row_version": "0"}
        assert mine.post(new, sent).url == "/cases/?q=%E6%B1%A1%E6%B0%B4&as_of=deputy-mayor-3"
        assert SavedFilter.objects.get(name="污水").query == "q=%E6%B1%A1%E6%B0%B4"

    @pytest.mark.parametrize(("sharing", "status"), [("private", 404), ("link", 200), ("everybody", 200)])
    def test_by_others_as_it_is_shared(self, mine, other, sharing, status):
        response = self.open(other, saved(mine, sharing=sharing))
        assert response.status_code == status
        assert ("未分享給您" in text_of(response)) == (status == 404)

    def test_a_choice_that_has_gone_is_said_and_no_error(self, mine):
        GroupFactory(name="短命組")
        row = saved(mine, query=urlencode({"group": "短命組"}))
        IssueGroup.objects.filter(name="短命組").delete()
        page = self.open(mine, row)
        assert page.status_code == 200
        assert "已存篩選「我的」的條件「議題小組：短命組」已不存在或改名" in text_of(page)
        assert "沒有「短命組」這個選項，請由選單重新選取。" in text_of(page)

    def test_a_parameter_that_the_list_no_longer_has_is_left_out(self, mine):
        row = saved(mine)
        SavedFilter.objects.update(query=f"{QUERY}&gone=1")
        assert self.open(mine, row).redirect_chain == [(f"/cases/?{QUERY}", 302)]

    @pytest.mark.parametrize("key", ["x", "0" * 40, "new-one"])
    def test_an_unknown_link_is_a_chinese_404(self, mine, key):
        assert "找不到這組已存篩選" in text_of(mine.get(f"/saved/{key}/"))

    def test_a_stranger_is_asked_to_sign_in_first(self, mine, client):
        row = saved(mine, sharing="link")
        response = client.get(reverse("saved:open", args=[row.key]))
        assert (response.status_code, response.url.startswith("/accounts/login/")) == (302, True)


class TestWhoSeesWhat:
    def test_a_list_shows_ones_own_and_those_shared_with_all(self, mine, other):
        for sharing in Sharing.values:
            saved(mine, name=f"組{sharing}", sharing=sharing)
        links = {client: client.get("/cases/").context["saved"].links for client in (mine, other)}
        assert [(link.saved.name, link.by) for link in links[mine]] == [
            ("組everybody", ""),
            ("組link", ""),
            ("組private", ""),
        ]
        assert [(link.saved.name, link.by) for link in links[other]] == [("組everybody", "林小明")]
        assert mine.get("/directives/").context["saved"].links == ()

    def test_the_page_of_all_tells_ones_own_from_the_shared(self, mine, other):
        for sharing in Sharing.values:
            saved(mine, name=f"組{sharing}", sharing=sharing)
        page = other.get(reverse("saved:list"))
        assert [row.saved.name for row in page.context["shared"]] == ["組everybody"]
        assert page.context["own"] == []
        assert "組link" not in text_of(page)
        assert [row.saved.name for row in mine.get(reverse("saved:list")).context["own"]] == [
            "組everybody",
            "組link",
            "組private",
        ]

    def test_nobody_changes_or_removes_anothers_whatever_the_role(self, mine):
        row = saved(mine, sharing="everybody")
        for client in (signed_in("secretariat", "s"), signed_in("superuser", "root")):
            for name in ("edit", "remove"):
                data = {"name": "改", "sharing": "private", "row_version": "1", "confirmed": "1"}
                assert client.post(reverse(f"saved:{name}", args=[row.pk]), data).status_code == 404
            assert client.get(reverse("saved:edit", args=[row.pk])).status_code == 404
        row.refresh_from_db()
        assert (row.name, row.version) == ("我的", 1)

    @pytest.mark.parametrize("number", [1, 12])
    def test_takes_as_many_queries_for_many_as_for_one(self, mine, other, django_assert_num_queries, number):
        for place in range(number):
            saved(other, name=f"組{place}", sharing="everybody")
            saved(mine, name=f"組{place}")
        with django_assert_num_queries(INDEX_QUERIES):
            mine.get(reverse("saved:list"))


class TestChanging:
    def change(self, client, row, **typed):
        data = {"name": row.name, "sharing": row.sharing, "row_version": str(row.version)} | typed
        return client.post(reverse("saved:edit", args=[row.pk]), data, follow=True)

    def test_renames_and_shares(self, mine):
        row = saved(mine)
        page = self.change(mine, row, name="新名", sharing="link")
        row.refresh_from_db()
        assert (row.name, row.sharing, row.version, row.query) == ("新名", "link", 2, QUERY)
        assert "已儲存「新名」的修改。" in text_of(page)
        assert f"http://testserver/saved/{row.key}/" in text_of(page)

    def test_the_link_of_one_made_private_leads_nowhere_for_good(self, mine, other):
        row = saved(mine, sharing="link")
        old = row.key
        self.change(mine, row, sharing="private")
        row.refresh_from_db()
        self.change(mine, row, sharing="everybody")
        assert other.get(f"/saved/{old}/").status_code == 404
        row.refresh_from_db()
        assert other.get(f"/saved/{row.key}/").status_code == 302

    def test_a_stale_save_is_refused_and_shows_both(self, mine):
        row = saved(mine)
        self.change(mine, row, name="先存的")
        response = self.change(mine, row, name="後存的")
        form = response.context["form"]
        assert response.status_code == 409
        assert form.errors["name"] == ["目前資料庫中的內容：先存的"]
        assert form["name"].value() == "後存的"
        row.refresh_from_db()
        assert row.name == "先存的"
        # Saving once more, both seen, succeeds.
        assert self.change(mine, row, name="後存的").status_code == 200

    def test_a_taken_name_is_refused(self, mine):
        saved(mine, name="已有")
        row = saved(mine, query="status=added")
        assert self.change(mine, row, name="已有").context["form"].errors["name"] == [
            "您在這個清單已有名為「已有」的篩選，請換一個名稱。"
        ]


class TestRemoving:
    def remove(self, client, row, **more):
        data = {"row_version": str(row.version), **more}
        return client.post(reverse("saved:remove", args=[row.pk]), data, follow=True)

    def test_asks_first_and_says_that_the_link_goes_too(self, mine):
        row = saved(mine, sharing="link")
        page = self.remove(mine, row)
        assert "要刪除已存篩選「我的」嗎？" in text_of(page)
        assert "已分享的連結也會失效。" in text_of(page)
        assert SavedFilter.objects.exists()
        assert "已刪除篩選「我的」。" in text_of(self.remove(mine, row, confirmed="1"))
        assert not SavedFilter.objects.exists()

    @pytest.mark.parametrize("version", ["2", "", "x"])
    def test_of_a_version_not_seen_is_refused(self, mine, version):
        row = saved(mine)
        assert "已被他人修改" in text_of(self.remove(mine, row, confirmed="1", row_version=version))
        assert SavedFilter.objects.exists()

    def test_an_account_that_goes_takes_its_own_along(self):
        user = person("official", "leaving")
        SavedFilter.objects.create(
            owner=user, platform=default_platform(), list_key="cases", name="x", query="q=x", words="x", key="k"
        )
        user.delete()
        assert not SavedFilter.objects.exists()
