"""A public site for tests: the switch on, and as much published as a test asks for."""

from groups.platforms import default_platform
from meetings.models import Meeting, MinutesVersion, Publication
from meetings.publishing import workflow
from meetings.record.versions import edition_of
from meetings.versions.correcting import correct
from tests.factories import SECRETARY

What = Publication.What


def switch_on(platform=None):
    """The platform's public pages, switched on."""
    return workflow.switch(platform or default_platform(), True, version=0)


def version_in_force(number):
    """The latest version of a deputy mayors' meeting's minutes."""
    versions = MinutesVersion.objects.filter(meeting__level__slug="deputy-mayor", meeting__number=number)
    return versions.order_by("number").last()


def second_version(number=3):
    """A correction of the third meeting's minutes, not published yet."""
    meeting = version_in_force(number).meeting
    return correct(
        meeting, edition_of(meeting).text.replace("基隆市要塞司令部", "基隆要塞司令部"), "誤植", SECRETARY, seen=1
    )


def publish(*numbers, lists=(What.TALLY, What.CASES)):
    """Publish the minutes of these deputy mayors' meetings, and the lists; returns the acts."""
    acts = [workflow.publish_minutes(version_in_force(number), SECRETARY) for number in numbers]
    return acts + [workflow.publish_list(default_platform(), what, SECRETARY) for what in lists]


def publish_everything():
    """The switch on, all finalised minutes and both lists."""
    switch_on()
    return publish(*Meeting.objects.finalised().filter(level__slug="deputy-mayor").values_list("number", flat=True))


def body(response):
    """The whole content of an answer, streamed or not."""
    return response.getvalue() if response.streaming else response.content
