"""Database triggers that keep an accepted update and everything beside it as it is, whoever writes.

A correction is a new revision (`workflow.py`). An indicator that an accepted update reports keeps its name and unit:
another one is another indicator.
"""

from __future__ import annotations

from platform_site.shared.triggers import Guard

REFUSAL = "季進度已採認，不可更動"

UPDATE = "cases_quarterlyupdate"
# What belongs to an update, each row by its update_id.
PARTS = [
    "cases_citycontribution",
    "cases_indicatorvalue",
    "cases_attachment",
    "cases_link",
    "cases_updatestep",
]
INDICATOR = "cases_indicator"

# The keys by which SQLite's INSERT OR REPLACE and UPDATE OR REPLACE would push an accepted row aside. One look by
# each: joined by OR, SQLite would go through all accepted rows for every insert.
UPDATE_KEYS = [
    "t.id = NEW.id",
    "t.case_id = NEW.case_id AND t.period_id = NEW.period_id AND t.revision = NEW.revision",
    "t.replaces_id = NEW.replaces_id",
]
REPORTED = (
    "EXISTS (SELECT 1 FROM cases_indicatorvalue v JOIN cases_quarterlyupdate u ON u.id = v.update_id"
    " WHERE v.indicator_id = OLD.id AND u.state = 'accepted')"
)
ANY_ACCEPTED = f"EXISTS (SELECT 1 FROM {UPDATE} WHERE state = 'accepted')"


def _update_in_the_way(old: str) -> str:
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {UPDATE} t WHERE {key} AND t.id <> {old} AND t.state = 'accepted')"
        for key in UPDATE_KEYS
    )


def _accepted(row: str) -> str:
    return f"(SELECT u.state FROM {UPDATE} u WHERE u.id = {row}.update_id{{lock}}) = 'accepted'"


def _part(table: str) -> list[Guard]:
    in_the_way = (
        f"EXISTS (SELECT 1 FROM {table} t JOIN {UPDATE} u ON u.id = t.update_id"
        " WHERE t.id = NEW.id AND u.state = 'accepted')"
    )
    return [
        Guard(table, "insert", _accepted("NEW"), in_the_way),
        Guard(table, "update", f"{_accepted('OLD')} OR {_accepted('NEW')}", in_the_way),
        Guard(table, "delete", _accepted("OLD")),
        Guard(table, "truncate", ANY_ACCEPTED),
    ]


GUARDS = [
    Guard(UPDATE, "insert", replaces=_update_in_the_way("-1")),
    Guard(UPDATE, "update", "OLD.state = 'accepted'", _update_in_the_way("OLD.id")),
    Guard(UPDATE, "delete", "OLD.state = 'accepted'"),
    Guard(UPDATE, "truncate", ANY_ACCEPTED),
    *(guard for table in PARTS for guard in _part(table)),
    Guard(
        INDICATOR,
        "update",
        f"(OLD.id <> NEW.id OR OLD.name <> NEW.name OR OLD.unit <> NEW.unit) AND {REPORTED}",
    ),
    Guard(INDICATOR, "delete", REPORTED),
]
