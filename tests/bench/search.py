"""Measures the page of search results at 10,000 cases and 100,000 accepted reports, beside the five real meetings.

    python -m tests.bench.search [--postgres]

It fills a database of its own, which is gone afterwards, and prints the median and the worst of the runs of each word.
"""

import io
import random
import sys
import time
from pathlib import Path

from tests.bench.matrix import database
from tests.bench.table import milliseconds, show

CASES, QUARTERS, RUNS = 10_000, 10, 15
RARE = "罕見之詞"
# Said in every report, so that each pair is as common as can be, and never beside each other as 理情會 is made of.
COMMON = "本季辦理情形：已召開工作會議。"


def sentences():
    """What reports are made of: the sentences of the five minutes, cut at full stops."""
    root = Path(__file__).resolve().parents[2] / "fixtures" / "minutes"
    text = "".join("".join(path.read_text().split()) for path in sorted(root.glob("*.txt")))
    return [sentence + "。" for sentence in text.replace("；", "。").split("。") if 15 < len(sentence) < 90]


def fill():
    """Fill a migrated database with the record, cases and accepted reports, and index all of it."""
    from django.core.management import call_command
    from django.utils import timezone

    from cases.models import Case, CaseTitle, CityContribution, QuarterlyUpdate
    from cases.reporting.obligations import ensure_period
    from groups.models import City, IssueGroup
    from meetings.search.rebuilding import rebuild

    call_command("load_platform", stdout=io.StringIO())
    chance, said = random.Random(7), sentences()
    groups, cities = list(IssueGroup.objects.all()), list(City.objects.all())
    cases = Case.objects.bulk_create(
        Case(group=groups[n % len(groups)], title=f"{chance.choice(said)[:40]}第{n}號") for n in range(CASES)
    )
    CaseTitle.objects.bulk_create(CaseTitle(case=case, title=case.title) for case in cases)
    now = timezone.now()
    for place in range(QUARTERS):
        period = ensure_period(101 + place // 4, place % 4 + 1)[0]
        updates = QuarterlyUpdate.objects.bulk_create(
            (
                QuarterlyUpdate(
                    case=case,
                    period=period,
                    group_id=case.group_id,
                    state="submitted",
                    progress_text=COMMON + "".join(chance.sample(said, 3)),
                    next_steps="".join(chance.sample(said, 2)),
                    light="red" if n % 5 == 0 else "green",
                    progress=50,
                    cause=chance.choice(said) if n % 5 == 0 else "",
                    remedy=chance.choice(said) if n % 5 == 0 else "",
                    remedy_due_on=period.last_day,
                    saved_at=now,
                    saved_by_name="測量",
                )
                for n, case in enumerate(cases)
            ),
            batch_size=500,
        )
        updates[CASES // 2].progress_text += RARE
        QuarterlyUpdate.objects.bulk_update([updates[CASES // 2]], ["progress_text"])
        CityContribution.objects.bulk_create(
            (
                CityContribution(update=update, city=city, text=chance.choice(said))
                for update in updates
                for city in chance.sample(cities, 2)
            ),
            batch_size=2_000,
        )
        # Accepted once it is whole: nothing can be added to an accepted one.
        QuarterlyUpdate.objects.filter(period=period).update(state="accepted", accepted_at=now)
    start = time.perf_counter()
    entries = rebuild()
    return entries, time.perf_counter() - start


def main(postgres=False):
    with database(postgres) as connection:
        entries, seconds = fill()
        if postgres:
            with connection.cursor() as cursor:
                # What the server does by itself within a minute of so many inserts.
                cursor.execute("VACUUM ANALYZE")
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from tests.people import BACKEND, person

        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person("official"), backend=BACKEND)
        rows = []
        for name, words in {
            "rare": RARE,
            "rare, two characters": RARE[:2],
            "nowhere": "鯨豚",
            "two characters": "捷運",
            "common, two characters": "辦理",
            "common, four characters": "工作會議",
            "two common words": "辦理 召開",
            "common and rare": f"辦理 {RARE}",
            "common pairs, no such word": "會議室內辦理情形",
            "a pair of every report, no such word": "理情會",
            "a single character": "港",
            "common, a single character": "會",
            "with a single character": "會議 港",
            "with a common single character": "會議 的",
            "with a single character of nowhere": "會議 鯨",
        }.items():
            address = f"/search/?q={words}"
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address)
            assert answer.status_code == 200
            # Read at once: the log is emptied by the next request.
            queries = len(captured)
            median, worst = milliseconds(lambda address=address: client.get(address), RUNS)
            rows.append([name, words, queries, f"{median:.0f}", f"{worst:.0f}"])
        show(
            f"search on {connection.vendor}: {CASES:,} cases, {CASES * QUARTERS:,} reports, {entries:,} entries"
            f" (written in {seconds:.0f} s)",
            ["words", "typed", "queries", "median ms", "worst ms"],
            rows,
        )


if __name__ == "__main__":
    main("--postgres" in sys.argv)
