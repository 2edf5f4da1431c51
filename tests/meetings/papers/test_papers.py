"""The papers of a meeting: page, PDF and ODT say the same, and what each of them says."""

import io
import re
import subprocess
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from odfdo import Document

from cases.models import Kind
from groups.models import IssueGroup
from meetings.agenda.notice import FIELDS, notice_of, save_notice
from meetings.models import Directive, DirectiveReply
from meetings.papers.content import agenda_paper, notice_paper, sign_in_sheet
from meetings.papers.papers import PAPERS
from meetings.work_report.handout import handout
from tests.cases.reporting.rows import RED, decided, filed, period, tracked_case
from tests.factories import MeetingFactory, group
from tests.meetings.agenda.rows import directive, proposed, sixth
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """The sixth meeting with something on its agenda and a notice that was issued."""
    meeting = sixth()
    proposed(meeting, "四市共同月票")
    row = directive("請交通組提出方案。", said_by="劉副市長")
    row.groups.set([group()])
    DirectiveReply.objects.create(directive=row, group=group(), text="已擬具草案。\n續行協商。", actor_name="王小明")
    content = {name: getattr(notice_of(meeting), name) for name in FIELDS} | {"issued_on": date(2026, 2, 10)}
    save_notice(meeting, content, 0)
    return meeting


def squashed(text):
    return re.sub(r"\s", "", text)


def body_of_page(client, meeting, name):
    html = client.get(reverse("papers:page", args=[meeting.key, name])).content.decode()
    # What only a screen reader is told says the heading above the table once more.
    shown = re.sub(r'<caption class="visually-hidden">.*?</caption>', "", html)
    return squashed(strip_tags(re.search(r"<article.*?>(.*)</article>", shown, re.DOTALL)[1]))


def text_of_pdf(content):
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"第\d+頁，共\d+頁", "", squashed(done.stdout.decode()))


def faces_of_pdf(content):
    """The names of the fonts that are embedded, without the marks of their subsets."""
    done = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True)
    return [line.split()[0].partition("+")[2] for line in done.stdout.decode().splitlines()[2:]]


def text_of_odt(content):
    document = Document(io.BytesIO(content))
    return squashed("".join(p.text_recursive for p in document.body.get_elements("//text:h|//text:p")))


@pytest.mark.parametrize("name", ["notice", "agenda", "sign-in", "handout"])
def test_page_pdf_and_odt_say_the_same(meeting, name):
    reader = signed_in("official")
    of_page = body_of_page(reader, meeting, name)

    pdf = reader.get(reverse("papers:pdf", args=[meeting.key, name]))
    odt = reader.get(reverse("papers:odt", args=[meeting.key, name]))

    assert len(of_page) > 60
    assert (pdf["Content-Type"], odt["Content-Type"]) == (
        "application/pdf",
        "application/vnd.oasis.opendocument.text",
    )
    assert sorted(text_of_pdf(pdf.content)) == sorted(of_page)
    assert text_of_odt(odt.content) == of_page
    # A second face of the same font is its file once more in the memory of the process that draws.
    families = [re.sub("-(Bold|Italic|Oblique).*", "", face) for face in faces_of_pdf(pdf.content)]
    assert len(families) == len(set(families)) > 0


def test_the_notice_has_the_official_forms_entries(meeting):
    notice = notice_paper(meeting)

    assert notice.title == "臺北市政府　開會通知單"
    assert [row.label for row in notice.head] == [
        "受文者",
        "發文日期",
        "發文字號",
        "速別",
        "密等及解密條件或保密期限",
        "附件",
    ]
    assert {row.label: row.lines[0] for row in notice.body} == {
        "開會事由": "召開「基北北桃合作交流平臺第6次副市長層級會議」",
        "開會時間": "中華民國115年3月5日（星期四）下午2時30分",
        "開會地點": "臺北市中山堂",
        "主持人": "林副市長奕華",
        "聯絡人及電話": "",
        "出席者": "臺北市政府　林副市長奕華",
        "列席者": "交通組各市主辦機關",
        "副本": "各市幕僚單位",
        "備註": "請攜帶本通知單及附件準時出席；如無法出席，請指派代理人並先行告知聯絡人。",
    }


def test_the_agenda_numbers_its_parts_and_items(meeting):
    Directive.objects.exclude(sentence="請交通組提出方案。").delete()
    agenda = agenda_paper(meeting)

    assert [section.title for section in agenda.sections] == ["壹、報告事項", "貳、討論事項"]
    first, report = agenda.sections[0].entries
    assert (first.number, first.text) == (
        "一、",
        "指示辦理情形：「請交通組提出方案。」（第5次副市長層級會議，劉副市長）",
    )
    assert first.details == ("辦理小組：交通組", "交通組：已擬具草案。", "續行協商。")
    assert (report.number, report.text) == ("二、", "幕僚單位及議題小組工作報告")
    entry = agenda.sections[1].entries[0]
    assert (entry.text, entry.details) == ("交通組　新案：「四市共同月票」", ("說明：四市均有需求。",))


def test_the_sign_in_sheet_names_the_chairs_and_leaves_the_rest_to_be_signed(meeting):
    sheet = sign_in_sheet(meeting)

    assert [table.title for table in sheet.tables] == ["主席", *map(str, IssueGroup.objects.all()), "幕僚單位"]
    assert sheet.tables[0].rows[0] == ("臺北市政府", "副市長", "林奕華")
    assert sheet.tables[1].rows == tuple((f"{name}政府", "", "") for name in ("基隆市", "臺北市", "新北市", "桃園市"))


def test_the_handout_shows_the_current_quarter_only_and_marks_what_is_stale():
    current, older, silent = (tracked_case(title=f"捷運{n}線") for n in "甲乙丙")
    filed(current, 2, "accepted", RED)
    filed(current, 1, "accepted")
    filed(older, 1, "accepted")
    filed(silent, 2)
    meeting = MeetingFactory(held_on=date(2001, 7, 1))

    found = handout(meeting)

    rows = {row.case.title: row for part in found.groups for row in part.cases}
    assert str(found.period) == "90年第2季"
    assert {title: row.is_stale for title, row in rows.items()} == {
        "捷運甲線": False,
        "捷運乙線": True,
        "捷運丙線": True,
    }
    assert rows["捷運甲線"].lines == (
        "紅燈（落後），累計進度10%",
        "辦理情形：用地未取得。",
        "下季預定工作：續行協調。",
        "原因：地主異議",
        "因應措施：召開說明會（90年6月30日前）",
    )
    assert rows["捷運乙線"].lines == ("【未更新】最近一次採認為90年第1季",)
    assert rows["捷運丙線"].lines == ("【未更新】尚無採認進度",)
    assert found.summary == "本季為90年第2季：已採認1案，未更新2案（標示「未更新」）。"


def test_a_case_that_came_back_brings_no_report_from_before_it_was_delisted():
    case = tracked_case()
    filed(case, 2, "accepted", RED)
    decided(case, date(2001, 8, 1), Kind.DELISTED)
    decided(case, date(2002, 8, 1), Kind.ADDED)
    period(3, 91)

    found = handout(MeetingFactory(held_on=date(2002, 10, 1)))

    assert [row.lines for part in found.groups for row in part.cases] == [("【未更新】尚無採認進度",)]


def test_before_the_first_quarter_the_handout_says_so(meeting):
    assert handout(meeting, date(2000, 1, 1)).summary == "尚未開放填報季進度。"


def test_papers_of_a_group_and_of_nobody(meeting):
    reader = signed_in("official")

    response = reader.get(reverse("papers:page", args=[meeting.key, "none"]))
    assert response.status_code == 404
    assert "會議文件有開會通知單、議程、簽到表、工作報告摘要" in response.content.decode()
    assert reader.get(reverse("papers:page", args=["副市長層級-99", "notice"])).status_code == 404
    assert ">修改</a>" not in reader.get(reverse("papers:page", args=[meeting.key, "notice"])).content.decode()


@pytest.mark.parametrize("name", list(PAPERS))
def test_a_paper_takes_as_many_queries_for_much_as_for_little(meeting, name, django_assert_max_num_queries):
    counts = []
    for size in (1, 5):
        for number in range(size):
            proposed(meeting, f"案{size}{number}")
            directive(f"指示{size}{number}。")
            tracked_case(since=date(2001, 1, 10 + size + number))
        with django_assert_max_num_queries(60) as seen:
            PAPERS[name].content(meeting)
        counts.append(len(seen))

    assert counts[0] == counts[1]
