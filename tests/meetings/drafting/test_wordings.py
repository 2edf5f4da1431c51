"""A typed sentence becomes a wording that prints it again, for the five meetings and for whatever is typed."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from meetings.drafting.texts import body_of, squashed
from meetings.drafting.wordings import (
    clause_text,
    motion_text,
    note_clause,
    resolution_text,
    reworded_clause,
    reworded_headline,
    reworded_motion,
)
from meetings.minutes.document import (
    Clause,
    ClauseKind,
    Headline,
    Motion,
    MotionsSection,
    Resolution,
    ResolutionsSection,
    Title,
)
from meetings.minutes.parsing.parse import parse
from meetings.minutes.wording import default_clause, escape
from platform_site.shared.refusals import Refusal
from tests.meetings.minutes.made.samples import NUMBERS, VOCABULARY, official, sample

STEADY = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
GROUPS = VOCABULARY.groups


def clauses_of(number):
    """(group, clause, kind of the clause above) of every clause and sub-clause of a sample."""
    document = parse(sample(number), VOCABULARY).document
    for resolution in document.group_resolutions:
        for clause in resolution.clauses:
            yield resolution.group, clause, None
            yield from ((resolution.group, child, clause.kind) for child in clause.children)


@pytest.mark.parametrize("number", [*NUMBERS, 6])
def test_every_clause_of_the_meetings_is_found_again_in_its_sentence(number):
    """The sixth is the made one with every change of cases."""
    for group, clause, above in clauses_of(number):
        text = clause_text(clause)
        if clause.kind is ClauseKind.NOTE:
            read = note_clause(text, group, VOCABULARY)
            assert (read.titles, read.topic, read.correction) == (clause.titles, clause.topic, clause.correction)
        else:
            # Whatever its wording was before: here the usual one, which prints something else.
            other = replace(clause, wording=default_clause(ClauseKind.NOTE))
            read = reworded_clause(other, text, group, VOCABULARY, of=above)
            assert replace(read, wording="") == replace(clause, wording="", children=read.children)
        assert squashed(body_of(read.wording)) == squashed(body_of(clause.wording))
        assert squashed(clause_text(read)) == squashed(text)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_motion_and_opening_of_the_meetings_is_found_again(number):
    document = parse(official(number), VOCABULARY).document
    for resolution in document.section(ResolutionsSection).resolutions:
        if resolution.groups:
            other = replace(resolution, wording="{n}、別的開頭。")
            wording = reworded_headline(other, resolution_text(resolution), VOCABULARY)
            assert squashed(wording) == squashed(resolution.wording)
    section = document.section(MotionsSection)
    for motion in section.motions if section else ():
        assert reworded_motion(replace(motion, wording="別的"), motion_text(motion)) == motion


# -- Generated --------------------------------------------------------------------------------------------------------

CHARACTERS = "甲乙案{}『』「」()（）、及2２三①-—·.：A "


def balanced(text):
    return text.count("「") == text.count("」") and text.find("「") <= text.find("」")


names = st.text(alphabet=CHARACTERS, min_size=1, max_size=12).filter(balanced).map(lambda text: f"計{text.strip()}畫")
lists = st.lists(names, min_size=1, max_size=4, unique_by=squashed)
sums = st.integers(0, 99)
behind = st.text(alphabet="請各市持續辦理{}，２0並", max_size=12)


@st.composite
def listing(draw):
    """A clause that adds or delists, and the sentence that somebody types for it."""
    kind = draw(st.sampled_from([ClauseKind.ADDED, ClauseKind.DELISTED]))
    titles = draw(lists)
    joiner, last = draw(st.sampled_from(["、", "，"])), draw(st.sampled_from(["、", "及", "以及"]))
    number = draw(st.sampled_from([str(len(titles)), "０１２３４５"[len(titles)], "一二三四"[len(titles) - 1]]))
    listed = joiner.join(f"「{title}」" for title in titles[:-1])
    listed += (last if len(titles) > 1 else "") + f"「{titles[-1]}」"
    verb = {ClauseKind.ADDED: "新增", ClauseKind.DELISTED: "解列"}[kind]
    tail = draw(behind)
    text = f"{draw(st.sampled_from(['同意', '']))}{verb}{number}案：{listed}{'，' + tail if tail else ''}。"
    refs = tuple(Title(title, ref=str(at)) for at, title in enumerate(titles, 1))
    return Clause(kind, default_clause(kind), len(titles), refs), text


@pytest.mark.slow
@STEADY
@given(listing(), st.sampled_from(GROUPS))
def test_a_typed_list_prints_again_whatever_signs_its_titles_have(made, group):
    clause, text = made
    assume(not any(squashed(a.text) in squashed(b.text) for a in clause.titles for b in clause.titles if a is not b))
    read = reworded_clause(clause, text, group, VOCABULARY)

    assert squashed(clause_text(read)) == squashed(text)
    assert [title.ref for title in read.titles] == [title.ref for title in clause.titles]
    assert "{titles}" in read.wording and "{count" in read.wording
    # One title more, and the sentence follows.
    more = replace(read, titles=(*read.titles, Title("後來的案")), stated=read.stated + 1)
    assert "「後來的案」" in clause_text(more)


@pytest.mark.slow
@STEADY
@given(lists, st.text(alphabet="請各組研議{}，２0案並。", max_size=16), st.sampled_from(["等{}案", "共{}案", ""]))
def test_a_typed_motion_prints_again(titles, tail, count):
    assume(not any(squashed(a) in squashed(b) for a in titles for b in titles if a is not b))
    text = f"桃園市政府提案{'、'.join(f'「{title}」' for title in titles)}{count.format(len(titles))}，{tail}"
    motion = Motion("{proposer}{titles}", "桃園市政府", None, tuple(map(Title, titles)))
    read = reworded_motion(motion, text)

    assert squashed(motion_text(read)) == squashed(text)
    assert ("{count" in read.wording) == bool(count)
    assert "{proposer}" in read.wording and "{titles}" in read.wording


@STEADY
@given(
    st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.text(alphabet="請依議持續{}辦理２，", max_size=10)
)
def test_a_typed_opening_prints_again_and_follows_the_sums(delisted, added, ongoing, head):
    resolution = Resolution("{n}、{delisted}{added}{ongoing}", Headline(delisted, added, ongoing))
    text = f"{head}：新增 {added}案、解列{delisted} 案，確認執行中{ongoing}案。"
    wording = reworded_headline(resolution, text, VOCABULARY)

    assert squashed(resolution_text(replace(resolution, wording=wording))) == squashed(text)
    later = Headline(delisted + 1, added, ongoing)
    assert f"解列{delisted + 1}案" in squashed(resolution_text(replace(resolution, wording=wording, headline=later)))


@STEADY
@given(st.text(alphabet="甲案「」待四市有共識後再行提{}，。2", min_size=1, max_size=20))
def test_a_typed_note_prints_again_or_is_refused(text):
    try:
        read = note_clause(text, GROUPS[0], VOCABULARY)
    except Refusal:
        return
    assert squashed(clause_text(read)) == squashed(text)


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("桃園市政府提出2案臨時動議：「甲案」及「乙案」。", "{proposer}提出{count}案臨時動議：{titles}。"),
        (
            "桃園市政府提出「甲案」、「乙案」共兩案，併前次4案研議。",
            "{proposer}提出{titles}共{count:zh-alt}案，併前次4案研議。",
        ),
        ("有關桃園市政府「乙案」及「甲案」，「甲案」緩議。", "有關{proposer}{titles}，「甲案」緩議。"),
    ],
)
def test_a_motions_count_is_the_one_beside_its_titles(sentence, wording):
    motion = Motion("{proposer}{titles}", "桃園市政府", None, (Title("甲案"), Title("乙案")))

    assert reworded_motion(motion, sentence).wording == wording


def test_braces_of_a_title_that_is_named_twice_stay():
    clause = Clause(ClauseKind.DELISTED, default_clause(ClauseKind.DELISTED), 1, (Title("甲{0}案", ref="1"),))
    read = reworded_clause(clause, "同意解列1案：「甲{0}案」，甲{0}案另案辦理。", GROUPS[0], VOCABULARY)

    assert read.wording == "{n}. 同意解列{count}案：{titles}，" + escape("甲{0}案") + "另案辦理。"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("同意新增2案：「甲案」及「乙案」。", None),
        ("同意新增兩案：「乙案」、「甲案」。", None),
        ("１．同意新增２案：「甲案」及「乙案」。", None),
        ("同意新增2案：「甲案」及「丙案」。", "「乙案」寫成了「丙案」"),
        ("同意新增3案：「甲案」及「乙案」。", "案數應為2案，您寫的是3案"),
        ("同意新增2案：「甲案」及「乙案」", None),
        ("", "請輸入這一款的內容"),
    ],
)
def test_a_sentence_is_taken_or_refused(sentence, said):
    titles = (Title("甲案", ref="1"), Title("乙案", ref="2"))
    clause = Clause(ClauseKind.ADDED, default_clause(ClauseKind.ADDED), 2, titles)
    if said is None:
        assert reworded_clause(clause, sentence, GROUPS[0], VOCABULARY).wording.startswith("{n}. ")
        return
    with pytest.raises(Refusal, match=said):
        reworded_clause(clause, sentence, GROUPS[0], VOCABULARY)
