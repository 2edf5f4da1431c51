"""The index of characters and of pairs of them, on either database."""

import sys

import pytest
from django.db import connection

from cases.models import SearchEntry, SearchKind
from cases.search import index
from cases.search.entries import Entry, Part, clear, replace_entries, rows_of, write_anew
from groups.platforms import default_platform

pytestmark = pytest.mark.django_db

KIND = SearchKind.DIRECTIVE


@pytest.fixture(autouse=True)
def empty():
    clear()


def holding(*texts, source=1):
    """Entries of one source with these texts."""
    platform = default_platform().pk
    replace_entries(KIND, {source: [Entry(platform, (Part("指示", "", text),)) for text in texts]})


def found(*words, most=100, kind=KIND):
    """Sources and positions of what is found, the last written first."""
    hits = index.matching(kind, default_platform().pk, words, most)
    return [(hit.source_id, hit.position) for hit in hits]


def test_a_longer_word_has_to_stand_there_whole():
    holding("議會與會議", "都會，通會", "1200都會通")

    assert found("都會通") == [(1, 2)]
    assert found("會議") == [(1, 0)]
    assert found("會議會") == []


def test_a_word_does_not_run_from_one_part_into_the_next():
    platform = default_platform().pk
    parts = (Part("", "", "春夏"), Part("", "", "秋冬"))
    replace_entries(KIND, {1: [Entry(platform, parts)]})

    assert (found("夏秋"), found("春夏", "秋冬")) == ([], [(1, 0)])


@pytest.mark.parametrize("text", ["𠮷野家", "堃堃堃堃", "가나다", "a-b", "100%_", "%--x", "a" * 3, "é́è"])
def test_every_character_is_indexed(text):
    holding(text)

    assert found(SearchEntry.objects.get().folded) == [(1, 0)]


def test_the_last_written_is_found_first_and_no_more_than_asked_for():
    holding("春夏秋冬", source=2)
    holding("春夏秋冬", "春夏秋冬", source=1)

    assert found("春夏") == found("春夏秋") == [(1, 1), (1, 0), (2, 0)]
    assert found("春夏", most=2) == [(1, 1), (1, 0)]


def test_other_kinds_stand_on_another_shelf():
    holding("春夏秋冬")

    assert found("春夏", kind=SearchKind.UPDATE) == []


def test_what_is_replaced_is_no_longer_found():
    holding("春夏秋冬", "一二三四")
    holding("一二三四")

    assert (found("春夏"), found("一二")) == ([], [(1, 0)])
    holding()
    assert (found("一二"), SearchEntry.objects.count()) == ([], 0)


def test_a_single_character_is_a_word_like_any_other():
    holding("春夏秋冬", "夏天", "秋")

    assert found("夏") == [(1, 1), (1, 0)]
    assert found("冬", "春") == found("秋冬", "春") == [(1, 0)]
    assert found("秋") == [(1, 2), (1, 0)]
    assert found("鯨") == found("春夏", "鯨") == []


@pytest.mark.parametrize("words", [["秋"], ["春夏", "秋"], ["春夏", "夏秋", "冬"]])
def test_for_words_of_one_or_two_characters_no_text_is_read(words):
    holding("春夏秋冬")
    SearchEntry.objects.update(folded="")

    assert found(*words) == [(1, 0)]


def test_no_token_means_two_things():
    lowest, highest = "\x01", chr(sys.maxunicode)
    alone = index.characters(lowest + highest)
    beside_each_other = index.pairs(lowest * 2) | index.pairs(lowest + highest) | index.pairs(highest * 2)

    assert index.shelf(1, 1) < 0 < min(alone)
    assert max(alone) < min(beside_each_other)
    assert max(beside_each_other) < 2**63


def test_the_index_is_compared_with_the_rows():
    holding("春夏秋冬", "一二三四")
    assert list(index.unlike(SearchEntry.objects.all())) == []

    SearchEntry.objects.filter(position=0).update(folded="甲乙丙丁")
    changed = SearchEntry.objects.get(position=0).pk

    assert list(index.unlike(SearchEntry.objects.all())) == [changed]
    assert found("甲乙") == []


def test_writing_anew_forgets_what_was_there_and_leaves_the_index_in_use():
    holding("春夏秋冬", "一二三四")
    row = rows_of(KIND, 7, [Entry(default_platform().pk, (Part("指示", "", "甲乙丙丁"),))])

    assert write_anew(row) == 1
    assert (found("春夏"), found("甲乙")) == ([], [(7, 0)])
    assert list(index.unlike(SearchEntry.objects.all())) == []
    holding("春夏秋冬")
    assert found("春夏") == [(1, 0)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's plan")
def test_sqlite_uses_the_index(django_assert_num_queries):
    holding("春夏秋冬")
    # The platform and the search itself.
    with django_assert_num_queries(2) as captured:
        assert found("春夏秋") == [(1, 0)]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + captured[-1]["sql"])
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert "VIRTUAL TABLE INDEX" in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's counts of scans")
def test_postgresql_uses_the_index_even_for_a_word_of_every_entry():
    holding(*["春夏秋冬"] * 50)
    with connection.cursor() as cursor:
        # Only now the planner knows how small the table is.
        cursor.execute("ANALYZE cases_searchindex")
    by_row, by_index = scans()

    assert len(found("春夏")) == 50
    assert scans() == (by_row, by_index + 1)


def scans():
    """How often this transaction has read the tokens of all entries, and how often the index of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_numscans('cases_searchindex'::regclass),"
            " pg_stat_get_xact_numscans('cases_searchindex_tokens'::regclass)"
        )
        return cursor.fetchone()


def test_several_words_all_have_to_stand_there():
    holding("春夏秋冬", "春夏", "秋冬", "春夏秋冬")

    assert found("春夏", "秋冬") == found("春夏秋", "冬") == [(1, 3), (1, 0)]
    assert found("春夏秋", "冬", most=1) == [(1, 3)]
