"""The failed verdict that visitors see on the home page: made up, but drawn by the same template as a real one."""

from __future__ import annotations

from grader.report import CheckReport, Report
from grader.verdicts import CheckStatus, Verdict

SOURCE = """\
def dropout_forward(x, p, training, generator):
    if not training:
        return x, None
    mask = torch.rand(x.shape, generator=generator) >= p
    return x * mask, mask
"""

REPORT = Report(
    lab="dropout-inverted",
    lab_version="",
    verdict=Verdict.FAILED,
    points=4.0,
    max_points=10.0,
    device="cpu",
    seed=1,
    wall_ms=61.0,
    cpu_ms=48.0,
    max_rss_bytes=268_000_000,
    checks=(
        CheckReport("eval_is_identity", "In evaluation, nothing changes", CheckStatus.PASSED, 2.0, 2.0),
        CheckReport("drops_share", "A share p of the units is dropped", CheckStatus.PASSED, 2.0, 2.0),
        CheckReport(
            "scales_survivors",
            "Survivors are scaled, so the expected value stays",
            CheckStatus.FAILED,
            0.0,
            3.0,
            message="The shape and the dropped positions are right, but the kept values are too small.",
            misconception="forgot_scale",
            misconception_note=(
                "Your output is what comes out when the survivors are not divided by 1\u00a0−\u00a0p. "
                "The layer is then quieter in training than in evaluation."
            ),
            lesson="dropout",
            given="x: (4, 8) float32, p = 0.5",
            max_abs_error=1.284,
            max_rel_error=0.5,
            first_bad_index=(0, 1),
            expected_shape=(4, 8),
            got_shape=(4, 8),
            expected_dtype="float32",
            got_dtype="float32",
        ),
        CheckReport("backward", "The gradient passes through the same mask", CheckStatus.SKIPPED, 0.0, 3.0),
    ),
)
