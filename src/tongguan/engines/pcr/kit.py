"""What a test kit's instructions fix: targets, cut-offs and controls. Dated rows of the laboratory, never literals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kit:
    """One edition of a kit's instructions.

    A target is positive below `positive_below_ct`, negative from `negative_from_ct` on and without a Ct; in between the
    well is grey and asks for a repetition, a curve without a clear rise there being negative. `pool_positive_below_ct`
    takes the place of both for pooled samples. The internal control must come before `internal_control_before_ct`, the
    positive control before `positive_control_before_ct`; the control without template must not come before
    `negative_from_ct`. Curves: `threshold` in units of fluorescence above the baseline, None for ten standard
    deviations of the baseline; `least_rise` in the same units, None for twice the threshold.
    """

    code: str
    targets: tuple[str, ...]
    internal_control: str
    positive_below_ct: float
    negative_from_ct: float
    pool_positive_below_ct: float
    internal_control_before_ct: float
    positive_control_before_ct: float
    source: str
    verified: bool = False
    threshold: float | None = None
    least_rise: float | None = None

    def __post_init__(self) -> None:
        """ValueError where the cut-offs contradict each other or no target is named."""
        if not self.targets or self.internal_control in self.targets:
            raise ValueError("a kit has targets, and its internal control is none of them")
        if not 0 < self.positive_below_ct <= self.negative_from_ct:
            raise ValueError("0 < positive_below_ct <= negative_from_ct")
