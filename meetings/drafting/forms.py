"""The forms of the drafting pages: plain sentences, one field each. What is wrong with them the rules beside say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from groups.models import City, IssueGroup
from meetings.drafting.clauses import ShownClause, joined, shown_clauses
from meetings.drafting.editing import Seen, fingerprint
from meetings.drafting.motions import MOST_TITLES, Decided, Disposition, ShownMotion, TypedMotion, shown_motions
from meetings.drafting.remarks import TypedRemark, blocks_in, remarks_text, shown_remarks, speakers, typed_remarks
from meetings.drafting.resolutions import ShownResolutions, shown_resolutions
from meetings.drafting.sections import TEXT_KINDS, NewSection, ShownSection, TypedSection, sections_text, shown_sections
from meetings.drafting.texts import titles_in
from meetings.models import Meeting
from platform_site.shared.http import whole_number
from platform_site.shared.locking.forms import StepForm
from platform_site.shared.refusals import Refusal

# Fields of clauses that are gone by now, as far as they are shown once more.
MOST_GONE = 20
Stored = dict[str, tuple[Any, str]]


def text_field(label: str, rows: int, help_text: str = "") -> forms.CharField:
    # No max_length: the browser would cut a pasted text in silence.
    return forms.CharField(label=label, required=False, help_text=help_text, widget=forms.Textarea({"rows": rows}))


def line_field(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=help_text)


class DraftForm(StepForm):
    """A part of a draft; `seen` is the fingerprint of what it was filled from. Every field names its errors."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # What is wrong with a field although nothing was to be saved yet.
    told = ""

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.style()

    def style(self) -> None:
        """The looks of the fields, and what describes them."""
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.HiddenInput):
                continue
            if not isinstance(field.widget, forms.CheckboxInput):
                is_select = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if is_select else "form-control"
            field.widget.attrs["aria-describedby"] = f"id_{name}_error"

    @property
    def was_seen(self) -> Seen:
        """The version and the fingerprint that were sent back."""
        return Seen(self.cleaned_data.get("row_version"), self.cleaned_data.get("seen", ""))

    def show_refusal(self, error: Refusal) -> None:
        super().show_refusal(error)
        for name in error.fields:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"


def seen_now(meeting: Meeting, text: str) -> dict[str, Any]:
    """What a form carries to tell whether its part has changed since."""
    return {"row_version": meeting.version, "seen": fingerprint(text)}


class ResolutionsForm(DraftForm):
    """The general resolutions, one a line, and the sentence that opens the groups' part."""

    before = text_field("決議", 8, "一行一項，可直接貼上；編號由系統編排，貼上的編號會自動移除。")
    opening = text_field("各組決議的開頭", 3, "解列、新增及執行中案數由系統統計，請勿更改數字；清空即恢復預設文字。")
    after = text_field("各組決議之後的決議", 3, "一行一項；通常留白。")

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting, **kwargs: Any) -> None:
        self.now: ShownResolutions = shown_resolutions(meeting)
        initial = seen_now(meeting, self.now.text) | {"before": self.now.before, "after": self.now.after}
        super().__init__(data, initial=initial | {"opening": self.now.opening or ""}, **kwargs)
        if self.now.opening is None:
            del self.fields["opening"], self.fields["after"]

    def stored(self, current: Meeting) -> Stored:
        now = shown_resolutions(current)
        values = {"before": now.before, "opening": now.opening or "", "after": now.after}
        return {name: (text, text) for name, text in values.items()}

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("before", "opening", "after") if name in self.fields]


class MotionForm(DraftForm):
    """A motion: who raised it, its titles one a line, what was decided, and the sentence."""

    proposer = forms.ModelChoiceField(
        City.objects.none(),
        label="提案市",
        required=False,
        empty_label="（請選擇）",
        error_messages={"invalid_choice": "請選擇提案市。"},
    )
    titles = text_field("提議案名", 5, "一行一案，可直接貼上；編號與「」會自動處理。")
    disposition = forms.ChoiceField(
        label="處理方式",
        required=False,
        choices=Disposition.choices,
        error_messages={"invalid_choice": "請選擇處理方式。"},
    )
    group = forms.ModelChoiceField(
        IssueGroup.objects.none(),
        label="交付小組",
        required=False,
        empty_label="（不指定）",
        error_messages={"invalid_choice": "請選擇議題小組。"},
    )
    sentence = text_field("紀錄文字", 4, "留白即用預設文字；可改寫，案數與案名須與上面相同。")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        meeting: Meeting,
        motion: ShownMotion | None = None,
        item_by_item: bool = False,
    ) -> None:
        self.motion = motion
        initial = seen_now(meeting, motion.text if motion else "") | self._initial(motion)
        super().__init__(data, initial=initial)
        self.fields["proposer"].queryset = City.objects.filter(platform=meeting.level.platform_id)
        groups = IssueGroup.objects.filter(platform=meeting.level.platform_id)
        self.fields["group"].queryset = groups
        self.groups = {str(group.pk): group for group in groups}
        self.items = self._item_titles(item_by_item)
        groups_or_same = [("", "（同上）"), *((key, one.name) for key, one in self.groups.items())]
        for at, title in enumerate(self.items):
            self.fields[f"item-{at}"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=title)
            self.fields[f"disposition-{at}"] = forms.ChoiceField(
                label=f"「{title}」的處理方式", required=False, choices=[("", "（同上）"), *Disposition.choices]
            )
            self.fields[f"group-{at}"] = forms.ChoiceField(
                label=f"「{title}」的交付小組", required=False, choices=groups_or_same
            )
        self.style()
        if motion:
            self._fill_items(motion)

    def _initial(self, motion: ShownMotion | None) -> dict[str, Any]:
        if motion is None:
            return {"disposition": Disposition.REFERRED}
        first = next((one for one in motion.outcomes if one), Decided())
        return {
            "proposer": motion.proposer,
            "titles": "\n".join(motion.titles),
            "disposition": first.disposition,
            "group": first.group,
            "sentence": motion.sentence,
        }

    def _item_titles(self, item_by_item: bool) -> list[str]:
        """The titles that have fields of their own: those typed, when they are asked for or were there before."""
        if self.is_bound:
            if item_by_item or "item-0" in self.data:
                return titles_in(self.data.get("titles", ""))[:MOST_TITLES]
            return []
        outcomes = self.motion.outcomes if self.motion else ()
        return list(self.motion.titles) if self.motion and len(set(outcomes)) > 1 else []

    def _fill_items(self, motion: ShownMotion) -> None:
        first = next((one for one in motion.outcomes if one), Decided())
        known = dict(zip(motion.titles, motion.outcomes, strict=True))
        for at, title in enumerate(self.items):
            one = known.get(title)
            if one and one != first:
                self.fields[f"disposition-{at}"].initial = one.disposition
                self.fields[f"group-{at}"].initial = str(one.group.pk) if one.group else ""

    @property
    def item_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Title by title, the hidden title and the two choices."""
        return [
            (title, self[f"item-{at}"], self[f"disposition-{at}"], self[f"group-{at}"])
            for at, title in enumerate(self.items)
        ]

    @property
    def content(self) -> TypedMotion:
        """What was typed. Call it on a form without errors."""
        typed = self.cleaned_data
        usual = Decided(typed["disposition"] or Disposition.REFERRED, typed["group"])
        each = []
        for at, title in enumerate(self.items):
            disposition, group = typed.get(f"disposition-{at}"), self.groups.get(typed.get(f"group-{at}") or "")
            if disposition or group:
                # A choice belongs to the title it was made for, wherever that stands now.
                name = typed.get(f"item-{at}") or title
                each.append((name, Decided(disposition or usual.disposition, group or usual.group)))
        return TypedMotion(typed["proposer"], typed["titles"], usual, tuple(each), typed["sentence"])

    def stored(self, current: Meeting) -> Stored:
        pk = self.motion.pk if self.motion else None
        now = next((motion for motion in shown_motions(current) if motion.pk == pk), None)
        if now is None:
            return {}
        values = self._initial(now)
        shown = {name: (str(values[name] or ""), str(values[name] or "")) for name in ("titles", "sentence")}
        city, group = values["proposer"], values["group"]
        return shown | {
            "proposer": (str(city.pk) if city else "", str(city or "")),
            "group": (str(group.pk) if group else "", str(group or "")),
            "disposition": (str(values["disposition"]), Disposition(values["disposition"]).label),
        }


class RemarksForm(DraftForm):
    """What the speakers said, block by block, in speaking order; `whole` is a text that is yet to be taken apart."""

    whole = text_field(
        "貼上全部發言", 5, "每位發言之前寫上職銜，例如「林副市長：」；系統依席位拆成各位發言，確認後再儲存。"
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        meeting: Meeting,
        typed: Sequence[TypedRemark] | None = None,
        carried: Mapping[str, Any] | None = None,
    ) -> None:
        now = typed if typed is not None else shown_remarks(meeting)
        initial = dict(carried) if carried is not None else seen_now(meeting, remarks_text(meeting))
        # One empty block more, so that a further speaker needs no button.
        self.count = blocks_in(data) if data is not None else len(now) + (0 if typed is not None and now else 1)
        for at, item in enumerate(now):
            initial |= {f"speaker-{at}": item.seat or "", f"other-{at}": item.other, f"text-{at}": item.text}
        super().__init__(data, initial=initial)
        self.choices = [("", "（請選擇）"), *((str(one.seat), one.label) for one in speakers(meeting))]
        for at in range(self.count):
            self._add_block(at)
        self.style()

    def _add_block(self, at: int) -> None:
        self.fields[f"speaker-{at}"] = forms.ChoiceField(
            label="發言者",
            required=False,
            choices=self.choices,
            error_messages={"invalid_choice": "這個席位已不在名單上，請重新選擇發言者。"},
        )
        self.fields[f"other-{at}"] = line_field("其他發言者（姓名職稱）")
        self.fields[f"text-{at}"] = text_field("發言內容", 5)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks with their fields, for the page."""
        return [
            {"at": at, "speaker": self[f"speaker-{at}"], "other": self[f"other-{at}"], "text": self[f"text-{at}"]}
            for at in range(self.count)
        ]

    @property
    def content(self) -> list[TypedRemark]:
        """What was typed, empty blocks among it, so that positions are the page's. Call it on a valid form."""
        return typed_remarks(self.cleaned_data, self.count)

    def stored(self, current: Meeting) -> Stored:
        """Beside what was typed; what others added besides is put into blocks that are empty, or behind the last."""
        now: Stored = {}
        self.data = self.data.copy()
        for at, item in enumerate(shown_remarks(current)):
            speaker, label = str(item.seat or ""), item.other or _label(current, item.seat)
            if at >= self.count:
                self._add_block(at)
                self.count = at + 1
                self.style()
            if typed_remarks(self.data, self.count)[at].is_empty:
                kept = {f"speaker-{at}": speaker, f"other-{at}": item.other, f"text-{at}": item.text}
                for name, value in kept.items():
                    self.data[name] = value
                self.add_error(f"text-{at}", f"他人另外登錄了{label}的發言，儲存後會一併保留。")
            now[f"speaker-{at}"], now[f"text-{at}"] = (speaker, label), (item.text, item.text)
        return now


class SectionsForm(DraftForm):
    """The sections that are written as text, and one to be added."""

    new_kind = forms.ChoiceField(
        label="種類",
        required=False,
        choices=[("", "（不新增）"), *((kind.value, kind.label) for kind in TEXT_KINDS)],
        error_messages={"invalid_choice": "請選擇要新增的章節種類。"},
    )
    new_topic = line_field("共同議題名稱", "種類為「共同議題」時填寫，例如：氣候變遷因應及調適")
    new_head = line_field("標題列", "留白即用預設文字；編號由系統編排")
    new_after = forms.ChoiceField(label="排在哪一節之後", required=False)

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting) -> None:
        self.rows: list[ShownSection] = shown_sections(meeting)
        super().__init__(data, initial=seen_now(meeting, sections_text(meeting)))
        self.fields["new_after"].choices = [("", "（最前面）"), *((str(row.pk), row.label) for row in self.rows)]
        usual = [row for row in self.rows if row.kind in ("resolutions", "motions")]
        self.fields["new_after"].initial = str(usual[-1].pk) if usual else ""
        for row in self.text_rows:
            self.fields[f"head-{row.pk}"] = forms.CharField(
                label=f"{row.label}的標題列", required=False, initial=row.head
            )
            body = text_field(f"{row.label}的內容（通常留白）", 3)
            body.initial = row.body
            self.fields[f"body-{row.pk}"] = body
            self.fields[f"remove-{row.pk}"] = forms.BooleanField(label=f"移除{row.label}一節", required=False)
        self.style()

    @property
    def text_rows(self) -> list[ShownSection]:
        return [row for row in self.rows if row.is_text]

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The sections in order, those written as text with their fields."""
        return [
            {"row": row}
            | ({name: self[f"{name}-{row.pk}"] for name in ("head", "body", "remove")} if row.is_text else {})
            for row in self.rows
        ]

    @property
    def content(self) -> list[TypedSection]:
        typed = self.cleaned_data
        return [
            TypedSection(
                row.pk, typed[f"head-{row.pk}"], typed[f"body-{row.pk}"], remove=typed.get(f"remove-{row.pk}", False)
            )
            for row in self.text_rows
        ]

    @property
    def new(self) -> NewSection | None:
        typed = self.cleaned_data
        if not typed["new_kind"]:
            return None
        return NewSection(typed["new_kind"], typed["new_head"], typed["new_topic"], whole_number(typed["new_after"]))

    def stored(self, current: Meeting) -> Stored:
        rows = [row for row in shown_sections(current) if row.is_text]
        heads = {f"head-{row.pk}": (row.head, row.head) for row in rows}
        return heads | {f"body-{row.pk}": (row.body, row.body) for row in rows}


class ClausesForm(DraftForm):
    """The clauses of a group as sentences, and further resolutions that decide on no case."""

    notes = text_field("新增其他決議", 3, "一行一款；案名加「」即連到合作案。案件的新增、解列等決定請到會中登錄。")

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting, group: IssueGroup) -> None:
        self.group = group
        self.clauses: list[ShownClause] = shown_clauses(meeting, group)
        super().__init__(data, initial=seen_now(meeting, joined(self.clauses)))
        for clause in self.clauses:
            field = text_field(f"{clause.number} {clause.label}".strip(), 3)
            field.initial = clause.text
            self.fields[f"text-{clause.key}"] = field
            # A sentence that nobody touched is left alone, even if a decision has changed it meanwhile.
            was = forms.CharField(widget=forms.HiddenInput, required=False, initial=fingerprint(clause.text))
            self.fields[f"was-{clause.key}"] = was
        # What was typed for a clause that is gone by now is still shown.
        self.gone = [
            name.removeprefix("text-")
            for name in (data or {})
            if name.startswith("text-") and name not in self.fields and data.get(name, "").strip()
        ][:MOST_GONE]
        for key in self.gone:
            self.fields[f"text-{key}"] = text_field("已不在紀錄中的條目", 3)
        self.style()

    @property
    def entries(self) -> list[tuple[ShownClause | None, forms.BoundField]]:
        """The clauses with their fields; behind them what was typed for those that are gone."""
        shown = [(clause, self[f"text-{clause.key}"]) for clause in self.clauses]
        return shown + [(None, self[f"text-{key}"]) for key in self.gone]

    @property
    def content(self) -> dict[str, str]:
        """What was typed, by the keys of the clauses; sentences as they were shown are left out."""
        keys = [*(clause.key for clause in self.clauses), *self.gone]
        typed = {key: self.cleaned_data[f"text-{key}"] for key in keys if f"text-{key}" in self.data}
        return {key: text for key, text in typed.items() if fingerprint(text) != self.cleaned_data.get(f"was-{key}")}

    def stored(self, current: Meeting) -> Stored:
        return {f"text-{clause.key}": (clause.text, clause.text) for clause in shown_clauses(current, self.group)}


def _label(meeting: Meeting, seat: int | None) -> str:
    return next((one.label for one in speakers(meeting) if one.seat == seat), "")
