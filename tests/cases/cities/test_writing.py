"""Writing a case's cities: who said so is kept, a stale save is refused, proposals are taken over all or none."""

import pytest
from django.utils import timezone

from cases.cities.writing import confirm, save_cities
from cases.models import Case, CaseCity
from groups.actors import Actor
from groups.models import Platform
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.cases.cities.rows import KEELUNG, NEW_TAIPEI, TAIPEI, TAOYUAN, city, listed, reported, roles
from tests.cases.reporting.rows import tracked_case
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db
LIN = Actor("林嘉慧")


def keys(case, *names, quarter=901):
    return [(case.pk, city(name).pk, quarter) for name in names]


def test_roles_are_written_changed_and_removed_and_the_case_counts_up():
    case = tracked_case()
    version = case.version

    assert save_cities(case, {city(TAIPEI).pk: "leads", city(KEELUNG).pk: "takes_part"}, LIN, version) is True
    assert roles(case) == {KEELUNG: ("takes_part", "secretariat", None), TAIPEI: ("leads", "secretariat", None)}
    assert save_cities(case, {city(TAIPEI).pk: "", city(KEELUNG).pk: "leads"}, LIN, version + 1) is True
    assert roles(case) == {KEELUNG: ("leads", "secretariat", None)}
    assert Case.objects.get(pk=case.pk).version == version + 2
    row = CaseCity.objects.get(case=case)
    assert (row.version, row.updated_by_name, [old.role for old in row.history.all()]) == (
        2,
        "林嘉慧",
        ["leads", "takes_part"],
    )


def test_what_did_not_change_keeps_its_source_and_its_version():
    case = tracked_case()
    reported(case, taipei="召開會議。")
    confirm(keys(case, TAIPEI), LIN)
    version = Case.objects.get(pk=case.pk).version

    assert save_cities(case, {city(TAIPEI).pk: "takes_part"}, Actor("陳大文"), version) is False
    assert roles(case) == {TAIPEI: ("takes_part", "contribution", 901)}
    assert Case.objects.get(pk=case.pk).version == version
    assert CaseCity.objects.get(case=case).updated_by_name == "林嘉慧"


def test_a_role_changed_by_hand_rests_on_the_secretariat_from_then_on():
    case = tracked_case()
    reported(case, taipei="召開會議。")
    confirm(keys(case, TAIPEI), LIN)

    save_cities(case, {city(TAIPEI).pk: "leads"}, LIN, Case.objects.get(pk=case.pk).version)

    assert roles(case) == {TAIPEI: ("leads", "secretariat", None)}


def test_a_stale_save_writes_nothing():
    case = tracked_case()
    save_cities(case, {city(TAIPEI).pk: "leads"}, LIN, case.version)

    with pytest.raises(StaleRow, match="已被他人修改"):
        save_cities(case, {city(TAIPEI).pk: "takes_part"}, LIN, case.version)
    assert roles(case) == {TAIPEI: ("leads", "secretariat", None)}


@pytest.mark.parametrize("role", ["host", "主辦"])
def test_an_unknown_role_is_refused(role):
    case = tracked_case()

    with pytest.raises(Refusal, match="由這個平臺的各市中選取"):
        save_cities(case, {city(TAIPEI).pk: role}, LIN, case.version)


def test_a_city_of_another_platform_is_refused():
    case, foreign = tracked_case(), CityFactory(platform=Platform.objects.create(name="另一個平臺"))

    with pytest.raises(Refusal, match="由這個平臺的各市中選取"):
        save_cities(case, {foreign.pk: "leads"}, LIN, case.version)


def test_confirmed_proposals_take_part_and_keep_their_quarter():
    case, other = tracked_case(), tracked_case()
    reported(case, taipei="召開會議。", new_taipei="派員參加。")
    reported(other, 2, taoyuan="完成盤點。")
    versions = [case.version, other.version]

    shown = [*keys(case, TAIPEI, NEW_TAIPEI), *keys(other, TAOYUAN, quarter=902)]
    assert confirm(shown, LIN) == 3
    assert roles(case) == dict.fromkeys([TAIPEI, NEW_TAIPEI], ("takes_part", "contribution", 901))
    assert roles(other) == {TAOYUAN: ("takes_part", "contribution", 902)}
    assert str(CaseCity.objects.get(case=other).basis) == "依90年第2季各市辦理內容確認"
    assert [Case.objects.get(pk=row.pk).version for row in (case, other)] == [version + 1 for version in versions]
    assert (timezone.now() - CaseCity.objects.filter(case=other).get().updated_at).seconds < 60


def test_one_that_was_settled_meanwhile_stops_them_all():
    case = tracked_case()
    reported(case, taipei="召開會議。", new_taipei="派員參加。")
    listed(case, TAIPEI, "apart")

    with pytest.raises(Refusal, match=f"「{case}」的市已由他人登錄"):
        confirm(keys(case, TAIPEI, NEW_TAIPEI), LIN)
    assert roles(case) == {TAIPEI: ("apart", "secretariat", None)}


@pytest.mark.parametrize(("name", "quarter"), [(KEELUNG, 901), (TAIPEI, 902), (NEW_TAIPEI, 901)])
def test_what_no_accepted_report_says_cannot_be_confirmed(name, quarter):
    case = tracked_case()
    reported(case, taipei="召開會議。", new_taipei="無")

    with pytest.raises(Refusal, match="全部未儲存"):
        confirm(keys(case, name, quarter=quarter), LIN)
    with pytest.raises(Refusal, match="其中一案的市"):
        confirm([(999_999, city(TAIPEI).pk, 901)], LIN)
    assert roles(case) == {}
