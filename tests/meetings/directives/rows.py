"""A draft sixth meeting with resolutions and remarks, and its sentences, for tests of directives."""

from groups.actors import Actor
from meetings.directives.sentences import sentences
from meetings.imports.plan import commit_plan, plan_import
from meetings.models import Meeting
from meetings.record.compose import compose
from tests.meetings.imports.samples import SIXTH

SECRETARY = Actor("王小明")
ASKED = "請交通組於下次會議提出整合方案。"
THANKED = "感謝各組的努力。"
WISHED = "期待平臺持續深化交流。"


def draft() -> Meeting:
    """The sixth meeting as a draft in which 劉副市長 thanks, asks 交通組 for something, and wishes."""
    text = SIXTH.replace("請各組持續辦理。", THANKED + ASKED + WISHED)
    return commit_plan(plan_import(text), SECRETARY, accept_suggested=True)


def sentence_of(meeting, beginning):
    """The meeting's sentence that begins so."""
    return next(one for one in sentences(compose(meeting)) if one.text.startswith(beginning))
