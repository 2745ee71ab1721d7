"""GIFT as other people write it: what is taken, what is left out with a reason, and the line of each fault."""

from __future__ import annotations

from typing import Any

import pytest

from content.exchange import gift_reading
from content.exchange.collecting import NO_EXPLANATION
from content.exchange.reports import Reading

SAMPLE = """\
// A bank as teachers keep it
$CATEGORY: $course$/top/Optimisers // and losses

::Momentum:: What does momentum add to plain gradient descent? {
    =A running mean of past gradients#Right
    ~A second learning rate#No, there is one
    ~%0%Noise
    ####Velocity accumulates along steady directions.
}

::Two right::Which keep state? {~%50%Adam ~%50%RMSProp ~%-50%plain SGD ~%-50%full-batch descent}

Dropout is switched off at evaluation. {TRUE#It is not on#Yes}

::Steps:: How many updates do 1000 examples in batches of 32 give in an epoch? {#32:0.5}

{#3.1..3.2} is pi, roughly.

The method that stops co-adaptation is called {=dropout =%50%DropConnect =drop*} today.

Match. {=sigmoid -> (0, 1) =tanh -> (-1, 1) = -> (0, inf)}

Write an essay. {}
"""


@pytest.fixture(scope="module")
def sample() -> Reading:
    return gift_reading.read(SAMPLE)


def _table(reading: Reading, place: int) -> Any:
    return reading.found[place].table


def test_a_sample_is_read_whole(sample: Reading) -> None:
    assert sample.faults == ()
    assert sample.title == "Optimisers // and losses".replace("//", "/")
    kinds = [found.table["kind"] for found in sample.found]
    assert kinds == ["single", "multiple", "single", "numeric", "numeric", "text", "matching"]
    assert [found.line for found in sample.found] == [4, 11, 13, 15, 17, 19, 21]


def test_a_single_choice_keeps_feedback_and_explanation(sample: Reading) -> None:
    table = _table(sample, 0)
    assert table["slug"] == "momentum"
    assert table["explanation"] == "Velocity accumulates along steady directions."
    assert [row["correct"] for row in table["choice"]] == [True, False, False]
    assert table["choice"][1] == {"text": "A second learning rate", "correct": False, "feedback": "No, there is one"}


def test_several_right_choices_make_a_multiple_choice(sample: Reading) -> None:
    table = _table(sample, 1)
    assert (table["slug"], table["explanation"]) == ("two-right", NO_EXPLANATION)
    assert [row["correct"] for row in table["choice"]] == [True, True, False, False]


def test_true_or_false_is_read_as_a_choice_of_two(sample: Reading) -> None:
    assert _table(sample, 2)["choice"] == [
        {"text": "True", "correct": True, "feedback": "Yes"},
        {"text": "False", "correct": False, "feedback": "It is not on"},
    ]


def test_numbers_have_a_tolerance_or_a_range(sample: Reading) -> None:
    assert _table(sample, 3)["numeric"] == {"value": 32.0, "absolute": 0.5, "unit": ""}
    assert _table(sample, 4)["numeric"]["value"] == pytest.approx(3.15)
    assert _table(sample, 4)["stem"] == "_____ is pi, roughly."


def test_answers_in_mid_sentence_leave_a_blank(sample: Reading) -> None:
    assert _table(sample, 5)["stem"] == "The method that stops co-adaptation is called _____ today."
    assert _table(sample, 5)["text"] == {"accepted": ["dropout"]}


def test_a_right_side_alone_fits_nothing(sample: Reading) -> None:
    assert _table(sample, 6)["pair"][1] == {"left": "tanh", "right": "(-1, 1)"}
    assert _table(sample, 6)["extra"] == ["(0, inf)"]


def test_what_is_left_out_is_told_with_its_line(sample: Reading) -> None:
    told = [str(remark) for remark in sample.remarks]
    assert any("line 23" in text and "essay" in text for text in told)
    assert any("line 19" in text and "partly right" in text for text in told)
    assert any("line 19" in text and "wildcard" in text for text in told)
    assert any("line 11" in text and "no explanation" in text for text in told)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no question"),
        ("Just words, no answers.", 1, "no answers in braces"),
        ("\n\nWhat? {=a ~b", 3, "{ without its }"),
        ("What? =a ~b}", 1, "} without its {"),
        ("What? {\n=a\n\n~b\n}", 1, "blank line ends"),
        ("One? {=a ~b} and {=c ~d}", 1, "two pairs of braces"),
        ("What? {\n=a\n~\n}", 3, "answer without text"),
        ("What? {\n  ~%200%a\n  ~b\n}", 2, "200 %"),
        ("How many? {#\n=five\n}", 2, "“five” is not a number"),
        ("How many? {#5:x}", 1, "“x” is not a number"),
        ("How many? {#5..4}", 1, "from the larger"),
        ("How many? {#}", 1, "expected a number"),
        ("Match. {\n=a -> b\n=c\n}", 3, "left -> right"),
        ("{=a ~b}", 1, "no text"),
        ("$CATEGORY: x\nWhat? {=a ~b}", 1, "blank line between"),
        ("What?\x00 {=a ~b}", 1, "U+0000"),
    ],
)
def test_a_fault_names_its_line(text: str, line: int, reason: str) -> None:
    faults = gift_reading.read(text).faults
    assert faults
    assert faults[0].line == line
    assert reason in faults[0].reason


def test_all_faults_of_a_file_come_together() -> None:
    faults = gift_reading.read("One? {=a\n\nTwo? {#x}\n\nThree? {=a ~b}\n").faults
    assert [fault.line for fault in faults] == [1, 3]


def test_html_becomes_markdown() -> None:
    text = '[html]<p>Which <b>norm</b> is \\\\(x^2\\\\)? <img src\\="a.png" alt\\="a plot"></p>{=<i>L2</i> ~[plain]<i>}'
    reading = gift_reading.read(text)
    assert reading.faults == ()
    assert _table(reading, 0)["stem"] == "Which **norm** is $x^2$? a plot"
    assert [row["text"] for row in _table(reading, 0)["choice"]] == ["*L2*", "<i>"]
    assert any("pictures are left out" in remark.text for remark in reading.remarks)


def test_latex_backslashes_that_nobody_escaped_stay() -> None:
    reading = gift_reading.read("[markdown]What is $\\\\alpha + \\beta$? {=1 ~2}")
    assert _table(reading, 0)["stem"] == "What is $\\alpha + \\beta$?"


def test_weights_of_ones_own_are_told() -> None:
    reading = gift_reading.read("Which? {~%70%a ~%30%b ~c}")
    assert [row["correct"] for row in _table(reading, 0)["choice"]] == [True, True, False]
    assert any("weights of its choices" in remark.text for remark in reading.remarks)


def test_names_that_repeat_get_a_number() -> None:
    reading = gift_reading.read("::Same::One? {=a ~b}\n\n::Same::Two? {=a ~b}\n")
    assert [found.table["slug"] for found in reading.found] == ["same", "same-2"]
