"""A kit for tests: the cut-offs of the Chinese guide of 2020, two targets."""

from tongguan.engines.pcr import Kit

KIT = Kit(
    code="TEST-2", targets=("ORF1ab", "N"), internal_control="IC", positive_below_ct=37, negative_from_ct=40,
    pool_positive_below_ct=38, internal_control_before_ct=35, positive_control_before_ct=32, source="test",
)  # fmt: skip
