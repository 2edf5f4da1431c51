"""Publishing, withdrawing and the switch: who, when, what, and what the database refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from groups.actors import actor_of
from groups.models import Platform
from groups.platforms import default_platform
from meetings.models import Publication, PublicSite
from meetings.publishing import workflow
from meetings.publishing.scope import public_scope
from platform_site.shared.locking.versions import StaleRow
from platform_site.shared.refusals import Refusal
from tests.factories import SECRETARY
from tests.meetings.publishing.rows import What, publish, second_version, switch_on, version_in_force
from tests.people import person

pytestmark = pytest.mark.django_db


def test_nothing_is_public_until_it_is_published_and_the_switch_is_on():
    assert public_scope().meetings == ()
    publish(5)
    assert public_scope().meetings == ()
    switch_on()
    assert [row.meeting.number for row in public_scope().meetings] == [5]


def test_a_publication_says_who_and_when_and_keeps_its_history():
    user = person("secretariat")
    before = timezone.now()

    row = workflow.publish_minutes(version_in_force(5), actor_of(user))
    withdrawn = workflow.withdraw(row, actor_of(user), version=1)

    assert (row.what, row.published_by, row.published_by_name) == (What.MINUTES, user, "王小明")
    assert before <= row.published_at <= withdrawn.withdrawn_at <= timezone.now()
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_by_name, withdrawn.version) == (user, "王小明", 2)
    assert [one.history_type for one in withdrawn.history.order_by("history_id")] == ["+", "~"]


def test_only_the_version_in_force_is_published_and_only_once():
    first = version_in_force(3)
    publish(3, lists=())
    with pytest.raises(Refusal, match="第1版」已經公開"):
        workflow.publish_minutes(first, SECRETARY)
    second = second_version()
    with pytest.raises(Refusal, match="第1版不是目前有效的版本"):
        workflow.publish_minutes(first, SECRETARY)

    workflow.publish_minutes(second, SECRETARY)

    switch_on()
    (row,) = public_scope().meetings
    assert [one.version.number for one in row.versions] == [1, 2]
    assert row.latest.version.number == 2


def test_what_was_withdrawn_can_be_published_again_as_a_new_row():
    (row,) = publish(5, lists=())
    workflow.withdraw(row, SECRETARY, version=1)

    publish(5, lists=())

    assert Publication.objects.filter(minutes=version_in_force(5)).count() == 2
    assert Publication.objects.standing().count() == 1


def test_a_list_is_published_once_and_must_be_one():
    platform = default_platform()
    workflow.publish_list(platform, What.TALLY, SECRETARY)
    with pytest.raises(Refusal, match="列管統計」已經公開"):
        workflow.publish_list(platform, What.TALLY, SECRETARY)
    with pytest.raises(Refusal, match="列管統計或合作案清單"):
        workflow.publish_list(platform, What.MINUTES, SECRETARY)


def test_a_stale_withdrawal_or_switch_is_refused():
    (row,) = publish(5, lists=())
    with pytest.raises(StaleRow):
        workflow.withdraw(row, SECRETARY, version=7)
    switch_on()
    with pytest.raises(StaleRow):
        workflow.switch(default_platform(), False, version=0)
    assert PublicSite.objects.get().is_on
    workflow.withdraw(row, SECRETARY, version=1)
    with pytest.raises(Refusal, match="已經撤回"):
        workflow.withdraw(row, SECRETARY, version=2)


def test_the_provider_is_saved_and_a_wrong_address_is_said_beside_its_field():
    platform = default_platform()
    content = workflow.SiteContent("臺北市政府", "研究發展考核委員會", "02-1999", "no address")
    with pytest.raises(Refusal) as refused:
        workflow.save_site(platform, content, version=0)
    assert list(refused.value.fields) == ["contact_email"]
    assert not PublicSite.objects.exists()

    site = workflow.save_site(platform, workflow.SiteContent(" 臺北市政府 ", "", "", ""), version=0)

    assert (site.provider, site.is_on, site.version) == ("臺北市政府", False, 1)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("publication_one_standing_per_version", {}),
        ("publication_of_minutes_names_a_version", {"what": What.TALLY}),
        ("publication_names_its_publisher", {"published_by_name": ""}),
        ("publication_withdrawn_by_whom_and_when", {"withdrawn_by_name": "某人"}),
    ],
)
def test_the_database_refuses_a_publication_that_contradicts_itself(constraint, wrong):
    publish(5)
    row = {"platform": default_platform(), "what": What.MINUTES, "minutes": version_in_force(5)}
    row |= {"published_at": timezone.now(), "published_by_name": "某人"}
    if wrong:
        row["minutes"] = version_in_force(4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(**row | wrong)
    assert constraint in {one.name for one in Publication._meta.constraints}


def test_two_standing_tallies_of_one_platform_are_refused():
    publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            platform=default_platform(), what=What.TALLY, published_at=timezone.now(), published_by_name="某人"
        )


def test_a_version_is_published_on_its_own_platforms_pages():
    other = Platform.objects.create(name="另一個平臺")
    with pytest.raises(ValidationError, match="不屬於另一個平臺"):
        Publication(platform=other, minutes=version_in_force(5)).clean()
