"""Steps that are killed at random moments: bringing minutes in, accepting reports in bulk, `load_platform`.

Run by `test_killing.py`: `killed_steps.py STEP DATABASE TRIES`, with a MEDIA_ROOT of its own; prints a line of JSON for
each try: what was acknowledged and is lost, what is half, what the platform's own checks say.
"""

import json
import sys
from functools import partial

import django
from django.db import connections, transaction

django.setup()

from cases.models import QuarterlyUpdate, Seal, StatusChange, UpdateState  # noqa: E402
from cases.reporting import workflow  # noqa: E402
from cases.reporting.obligations import ensure_period, obligations  # noqa: E402
from groups.actors import Actor  # noqa: E402
from meetings.directives.loading import load_followed_up  # noqa: E402
from meetings.imports import review  # noqa: E402
from meetings.imports.loading import load_platform  # noqa: E402
from meetings.imports.page import review_page  # noqa: E402
from meetings.models import Directive, Meeting, MinutesImport, TermOfOffice  # noqa: E402
from meetings.record import documents  # noqa: E402
from meetings.search.rebuilding import differences, rebuild  # noqa: E402
from platform_site.shared.kept_files import sha256_of  # noqa: E402
from tests.faults.contested import QUARTERS, submitted  # noqa: E402
from tests.faults.killing import copied, drift, in_child, moments, torn_files, use  # noqa: E402
from tests.meetings.imports.samples import SIXTH  # noqa: E402

ACTOR = Actor("王小明")
REPORTS = 40
# Every so many kills of load_platform it is run once more, and has to bring everything.
LOAD_AGAIN = 5


class Import:
    """A sixth meeting is brought in, decided on title by title, and written."""

    def prepare(self):
        pass

    def run(self, say):
        opened, _ = review.open_import(SIXTH.encode(), "第6次.txt", ACTOR)
        say("opened")

        def page():
            return review_page(MinutesImport.objects.get(pk=opened.pk))

        for how in ("exact", "new"):
            shown = page()
            review.decide_all(opened, how, shown.fingerprint, ACTOR)
            for item in shown.undecided(how):
                say(item.key)
        for item in page().titles:
            if item.match.how == "suggested":
                choice = f"case:{item.match.best.case_id}"
                review.decide_title(opened, item, choice, item.version, ACTOR, basis=item.basis)
                say(item.key)
        review.confirm(opened, page().fingerprint, ACTOR)
        say("confirmed")

    def left(self):
        """(what is there, what is half)."""
        brought_in = MinutesImport.objects.first()
        written = Meeting.objects.filter(number=6).first()
        found = set()
        if brought_in:
            found = {"opened", *brought_in.decisions.values_list("key", flat=True)}
        changes = StatusChange.objects.filter(meeting=written).count() if written else 0
        is_closed = bool(brought_in) and brought_in.state == MinutesImport.State.CONFIRMED
        is_sealed = Seal.objects.filter(kind=Seal.Kind.IMPORT).exists()
        half = []
        if brought_in:
            with brought_in.file.open("rb") as file:
                half += ["the original"] if sha256_of(file.read()) != brought_in.sha256 else []
        if len({bool(written), is_closed, is_sealed}) > 1:
            half.append(f"meeting {written}, closed {is_closed}, sealed {is_sealed}")
        if written and is_closed:
            found |= {"confirmed", f"{changes} changes"}
        return found, half

    def is_whole(self, found, wanted):
        """Whether the meeting, once it is there, has as many changes as in a run that nobody killed."""
        return "confirmed" not in found or found == wanted


class Acceptance:
    """Submitted reports are accepted in one go."""

    def prepare(self):
        periods = [ensure_period(*quarter)[0] for quarter in QUARTERS]
        owed = [(period, row.case) for period in periods for row in obligations([period])]
        for period, case in owed[:REPORTS]:
            submitted(period, case)

    def run(self, say):
        accept = workflow.accept

        def told(update, *args, **kwargs):
            transaction.on_commit(partial(say, update.pk))
            return accept(update, *args, **kwargs)

        workflow.accept = told
        workflow.accept_all(dict(QuarterlyUpdate.objects.values_list("pk", "version")), ACTOR)

    def left(self):
        sealed = set(Seal.objects.filter(kind=Seal.Kind.UPDATE).values_list("subject_id", flat=True))
        found, half = set(), []
        for update in QuarterlyUpdate.objects.prefetch_related("steps"):
            steps = [step.to_state for step in update.steps.all()]
            signs = {
                update.state == UpdateState.ACCEPTED,
                update.accepted_at is not None,
                UpdateState.ACCEPTED in steps,
                update.pk in sealed,
            }
            if len(signs) > 1:
                half.append(update.pk)
            elif signs == {True}:
                found.add(str(update.pk))
        return found, half

    def is_whole(self, found, wanted):
        return True


class Loading:
    """`load_platform` into an empty platform, with a line of text in place of each file of the minutes."""

    def prepare(self):
        pass

    def run(self, say):
        for form in documents.COPIES:
            documents.COPIES[form] = lambda edition, form=form: f"{form} {edition.number} {edition.sha256}".encode()
        for lines in (load_platform(), load_followed_up()):
            for line in lines:
                say(line)
        rebuild()
        say("indexed")

    def left(self):
        found, half = set(), []
        for meeting in Meeting.objects.prefetch_related("versions__files"):
            versions = list(meeting.versions.all())
            files = [file for version in versions for file in version.files.all()]
            if not meeting.is_final or len(versions) != 1 or len(files) != len(documents.COPIES):
                half.append(str(meeting))
            named = meeting.changes.exclude(printed_title="").count()
            found.add(f"{meeting}：載入{named}筆列有案名的列管異動，已定稿")
        if terms := TermOfOffice.objects.count():
            found.add(f"任期：依會議紀錄登錄{terms}筆")
        if directives := Directive.objects.count():
            found.add(f"主席指示：載入{directives}項")
        if Meeting.objects.exists() and not list(differences()):
            found.add("indexed")
        return found, half

    def is_whole(self, found, wanted):
        return True


STEPS = {"import": Import, "acceptance": Acceptance, "loading": Loading}


def main(name, source, tries):
    use(source)
    step = STEPS[name]()
    step.prepare()
    connections.close_all()
    seconds = []
    # The quicker of two: a machine that was busy for a moment would put most kills behind the end.
    for number in range(2):
        use(source)
        use(copied(source, f"whole_{number}"))
        said, took, _ = in_child(step.run, None)
        seconds.append(took)
    wanted, _ = step.left()
    print(json.dumps({"seconds": round(min(seconds), 2), "acknowledged": len(said)}), flush=True)
    for number, delay in enumerate(moments(min(seconds), tries)):
        use(source)
        connections.close_all()
        use(copied(source, number))
        acknowledged = in_child(step.run, delay).acknowledged
        found, half = step.left()
        # Of what the whole run ends with; the others are words in passing.
        lost = sorted(set(acknowledged) & (wanted | set(said)) - found - _passing(said, wanted))
        if not step.is_whole(found, wanted):
            half.append(f"{len(found)} of {len(wanted)}")
        row = {"after": round(delay, 3), "acknowledged": len(acknowledged), "of": len(said)}
        row |= {"lost": lost, "half": half, "torn": torn_files(), "wrong": drift()}
        if name == "loading" and number % LOAD_AGAIN == 0:
            in_child(step.run, None)
            row["missing"] = sorted(wanted - step.left()[0])
        print(json.dumps(row, ensure_ascii=False, default=str), flush=True)


def _passing(said, wanted):
    """What a whole run says and leaves nothing to look for."""
    return set(said) - wanted


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
