"""Moodle XML as Moodle writes it, and files that mean harm."""

from __future__ import annotations

from typing import Any

import pytest

from content.exchange import moodle_reading
from content.exchange.reports import Reading

SAMPLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category><text>$course$/top/Default for DL//1</text></category>
  </question>
<!-- question: 17  -->
  <question type="multichoice">
    <name><text>What ReLU does</text></name>
    <questiontext format="html">
      <text><![CDATA[<p dir="ltr">What is <strong>ReLU</strong> of \\(-3\\)?</p>]]></text>
    </questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>max(0, x)</p>]]></text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber></idnumber>
    <single>true</single>
    <answer fraction="100" format="html">
      <text>0</text><feedback format="html"><text>Yes</text></feedback>
    </answer>
    <answer fraction="0" format="html"><text>-3</text></answer>
    <tags><tag><text>activation</text></tag><tag><text>level:advanced</text></tag></tags>
  </question>
  <question type="numerical">
    <name><text>Bytes</text></name>
    <questiontext format="html"><text>How many bytes has a float32?</text></questiontext>
    <generalfeedback format="html"><text>32 bits.</text></generalfeedback>
    <answer fraction="100" format="moodle_auto_format"><text>4</text><tolerance>0</tolerance></answer>
    <answer fraction="50" format="moodle_auto_format"><text>4.5</text><tolerance>1</tolerance></answer>
    <answer fraction="0" format="moodle_auto_format"><text>*</text><feedback><text>No</text></feedback></answer>
    <units><unit><multiplier>1</multiplier><unit_name>bytes</unit_name></unit></units>
  </question>
  <question type="cloze">
    <name><text>Gaps</text></name>
    <questiontext format="html">
      <text><![CDATA[<p>Adam keeps {2:SHORTANSWER:=two~%50%2#nearly} moments; beta1 is {1:NM:=0.9:0.01},
      and it is {1:MCV:~slower~=faster}.</p>]]></text>
    </questiontext>
    <generalfeedback format="html"><text>See the paper.</text></generalfeedback>
  </question>
  <question type="ddmarker"><name><text>Drag</text></name>
    <questiontext format="html"><text>Drag it</text></questiontext></question>
</quiz>
"""


@pytest.fixture(scope="module")
def sample() -> Reading:
    return moodle_reading.read(SAMPLE)


def _table(reading: Reading, place: int) -> Any:
    return reading.found[place].table


def test_a_sample_is_read_whole(sample: Reading) -> None:
    assert sample.faults == ()
    assert sample.title == "Default for DL/1"
    assert [found.table["kind"] for found in sample.found] == ["single", "numeric", "cloze"]
    assert [found.line for found in sample.found] == [8, 25, 34]


def test_html_points_and_tags_are_read(sample: Reading) -> None:
    table = _table(sample, 0)
    assert (table["slug"], table["points"], table["level"]) == ("what-relu-does", 2.0, "advanced")
    assert table["stem"] == "What is **ReLU** of $-3$?"
    assert table["explanation"] == "max(0, x)"
    assert table["choice"][0] == {"text": "0", "correct": True, "feedback": "Yes"}


def test_a_number_keeps_its_unit(sample: Reading) -> None:
    assert _table(sample, 1)["numeric"] == {"value": 4.0, "absolute": 0.0, "unit": "bytes"}


def test_gaps_are_read_by_their_kind(sample: Reading) -> None:
    table = _table(sample, 2)
    assert "{{gap1}} moments; beta1 is {{gap2}}" in table["stem"]
    assert table["gap"] == [
        {"name": "gap1", "accepted": ["two"]},
        {"name": "gap2", "value": 0.9, "absolute": 0.01},
        {"name": "gap3", "options": ["slower", "faster"], "answer": "faster"},
    ]


def test_what_is_left_out_is_told(sample: Reading) -> None:
    told = " ".join(str(remark) for remark in sample.remarks)
    for part in ("“activation”", "partly right", "weigh the same", "feedback of gap1", "kind “ddmarker”"):
        assert part in told
    assert "line 42, Drag" in told


BOMB = """<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
THIEF = (
    """<!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz><question type="essay">&f;</question></quiz>"""
)
REMOTE = """<!DOCTYPE quiz SYSTEM "http://127.0.0.1:1/x.dtd"><quiz/>"""


@pytest.mark.parametrize("text", [BOMB, THIEF, REMOTE])
def test_a_file_with_entities_is_refused(text: str) -> None:
    (fault,) = moodle_reading.read(text).faults
    assert "document type or entities" in fault.reason


def test_a_file_nested_without_end_is_refused() -> None:
    (fault,) = moodle_reading.read("<quiz>" + "<a>" * 100_000).faults
    assert "levels deep" in fault.reason


def _question(kind: str, inner: str) -> str:
    return (
        f'<quiz>\n<question type="{kind}">\n<name><text>N</text></name>'
        f"<questiontext><text>Q</text></questiontext>\n{inner}\n</question></quiz>"
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "not well-formed"),
        ("<quiz>\n<question>", 2, "not well-formed"),
        ("<html></html>", 1, "expected <quiz>"),
        ("<quiz></quiz>", 1, "no question"),
        ("<quiz>\n<item/></quiz>", 2, "<question type=…>"),
        (_question("multichoice", ""), 2, "no <answer>"),
        (_question("multichoice", '<answer fraction="lots"><text>a</text></answer>'), 4, "“lots”"),
        (_question("multichoice", '<answer fraction="400"><text>a</text></answer>'), 4, "expected -100 to 100"),
        (_question("numerical", '<answer fraction="100"><text>five</text></answer>'), 4, "not a number"),
        (_question("numerical", "<defaultgrade>x</defaultgrade>"), 4, "in <defaultgrade>"),
        (_question("truefalse", '<answer fraction="100"><text>ja</text></answer>'), 2, "“true” and “false”"),
        (_question("cloze", ""), 2, "no gap"),
    ],
)
def test_a_fault_names_its_line(text: str, line: int, reason: str) -> None:
    (fault,) = moodle_reading.read(text).faults
    assert fault.line == line
    assert reason in fault.reason
