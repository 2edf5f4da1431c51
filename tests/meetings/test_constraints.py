"""What the database itself refuses of meetings and proposals, asked by the ORM without any form in between."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import (
    Clause,
    ClauseItem,
    CountCorrection,
    GroupResolution,
    ImportCorrection,
    ImportDecision,
    ImportText,
    Meeting,
    MinutesImport,
    Motion,
    MotionItem,
    Proposal,
    ProposalStep,
    RegularReview,
    Remark,
    Section,
)
from meetings.proposals.workflow import ProposalContent, propose
from tests.cases.reporting.rows import LIAISON, tracked_case
from tests.cases.test_constraints import refused_by
from tests.factories import MeetingFactory, group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["finalised_by_name", "content_sha256"])
def test_a_draft_has_nothing_of_a_final_meeting(field):
    meeting = MeetingFactory()
    refused_by(
        "meeting_final_with_who_when_what", lambda: Meeting.objects.filter(pk=meeting.pk).update(**{field: "王小明"})
    )


def test_names_are_printed_in_a_known_form():
    meeting = MeetingFactory()
    section = Section(meeting=meeting, position=1, kind="remarks", wording="壹、主席結論", person_form="nickname")
    refused_by("section_form_is_known", section.save)
    refused_by("remark_form_is_known", Remark(meeting=meeting, position=1, surname="王", form="nickname").save)


def test_what_a_clause_says_is_of_a_known_role_and_figure_and_a_motion_s_title_has_a_text():
    meeting = MeetingFactory()
    resolution = GroupResolution.objects.create(meeting=meeting, group=group(), position=1)
    clause = Clause.objects.create(group_resolution=resolution, position=1, kind="note", wording="洽悉。")
    refused_by("clauseitem_role_is_known", ClauseItem(clause=clause, position=1, text="案名", role="child").save)
    correction = CountCorrection(clause=clause, number=1, figure="closing", count=1)
    refused_by("countcorrection_figure_is_known", correction.save)
    motion = Motion.objects.create(meeting=meeting, position=1, wording="{titles}")
    refused_by("motionitem_has_text", MotionItem(motion=motion, position=1, text="").save)


def test_a_proposal_and_its_steps_name_who_and_known_states():
    propose(group(), ProposalContent("new", "四市均有需求。", title="新案"), LIAISON)
    refused_by("proposal_names_its_proposer", lambda: Proposal.objects.update(proposed_by_name=""))
    refused_by("proposalstep_names_its_actor", lambda: ProposalStep.objects.update(actor_name=""))
    refused_by("proposalstep_state_is_known", lambda: ProposalStep.objects.update(from_state="closed"))


def test_a_review_without_an_outcome_says_nothing_yet():
    case = tracked_case()
    content = ProposalContent("delist", "轉常態。", case, delist_reason="normalised")
    proposal = propose(group(), content, LIAISON)
    row = {"case": case, "group": case.group, "proposal": proposal, "due_on": date(2001, 1, 1)}
    for filled in ({"text": "仍持續辦理"}, {"reviewed_by_name": "王小明"}):
        refused_by("regularreview_done_with_who_when_what", RegularReview(**row, **filled).save)
    RegularReview(**row).save()


def test_an_import_and_what_was_done_with_it_name_who():
    now = timezone.now()
    named = {"uploaded_by_name": "王小明", "updated_by_name": "王小明", "updated_at": now}
    row = {"file": "x", "name": "紀錄.txt", "size": 1, "sha256": "0" * 64, "text_as_read": "x", "subject": "x"}
    for nameless in ("uploaded_by_name", "updated_by_name"):
        refused_by("import_names_who_worked_on_it", MinutesImport(**row, **(named | {nameless: ""})).save)
    for closing in ({"state": "discarded", "closed_at": now}, {"closed_by_name": "王小明"}):
        refused_by("import_closed_by_somebody_with_time", MinutesImport(**row, **named, **closing).save)

    of = {"minutes_import": MinutesImport.objects.create(**row, **named)}
    refused_by("importtext_names_its_writer", ImportText(**of, number=1, text="x").save)
    refused_by("importcorrection_names_who", ImportCorrection(**of, target="x").save)
    refused_by("importdecision_names_who", ImportDecision(**of, subject="title", key="x", about="x").save)
