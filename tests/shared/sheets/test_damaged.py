"""Damaged workbooks: every reader of files refuses them with a sentence, whatever the libraries below raise."""

import random
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.core.files.base import ContentFile

from cases.reporting.attachments import content_type_of
from platform_site.shared.sheets.admin import CSVFile, ODSFile, XLSXFile
from platform_site.shared.sheets.cells import SheetError
from platform_site.shared.sheets.files import read_tables, write_csv, write_tables

ROWS = [["案號", "案名", "數值"], *([number, f"第{number}案\n第二行", number / 3] for number in range(40))]
TABLES = {"季進度": ROWS, "指標": ROWS[:9]}
VARIANTS = 130


def damaged(content, seed):
    """The workbook with one thing wrong in it: bytes of a member or of the archive, a cut, members exchanged."""
    dice = random.Random(seed)
    how = seed % 5
    if how == 0:
        return overwritten(content, dice)
    if how == 1:
        return content[: dice.randrange(len(content))]
    with ZipFile(BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name, other = dice.sample(sorted(members), 2)
    if how == 2:
        members[name], members[other] = members[other], members[name]
    elif how == 3:
        del members[name]
    else:
        # The member with most in it, in whose middle a byte matters.
        largest = sorted(members, key=lambda each: len(members[each]))[-dice.randint(1, 3)]
        members[largest] = overwritten(members[largest], dice)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for each, data in members.items():
            archive.writestr(each, data, ZIP_STORED if each == "mimetype" else ZIP_DEFLATED)
    return out.getvalue()


def overwritten(content, dice):
    """The bytes with one to eight of them replaced."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_a_damaged_workbook_is_read_or_refused(extension):
    sound, refused = write_tables(TABLES, extension), 0
    form = {"ods": ODSFile, "xlsx": XLSXFile}[extension]()

    for seed in range(VARIANTS):
        content = damaged(sound, seed)
        content_type_of(ContentFile(content))
        for read in (read_tables, form.create_dataset):
            try:
                read(content)
            except SheetError as error:
                refused += 1
                assert str(error).endswith("。"), seed

    # The others lost nothing that is read: a style, a byte of a text.
    assert refused > VARIANTS // 2


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_csv_is_read_or_refused(seed):
    content = overwritten(
        write_csv([["案名"], *(["字" * 200_000] for _ in range(seed % 2)), ['"甲']]), random.Random(seed)
    )

    try:
        CSVFile().create_dataset(content)
    except SheetError as error:
        assert str(error).endswith("。")
