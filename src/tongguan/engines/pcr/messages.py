"""What a laboratory is told, in both languages."""

from __future__ import annotations

from tongguan.engines.problems import Text

NO_POSITIVE = Text(zh="没有阳性对照孔，整板无效", en="There is no positive control: the run is void")
NO_BLANK = Text(
    zh="没有无模板对照孔（NTC），整板无效", en="There is no control without template: the run is void"
)
POSITIVE_FAILED = Text(
    zh="阳性对照 {place} 的 {target} 未按时扩增（Ct {ct}），整板无效",
    en="Positive control {place}: {target} did not come in time (Ct {ct}); the run is void",
)
CONTAMINATED = Text(
    zh="无模板对照 {place} 的 {target} 出现扩增（Ct {ct}），疑似污染，整板无效",
    en="Control without template {place}: {target} came (Ct {ct}); contamination is suspected, the run is void",
)
NO_WELL = Text(zh="没有该样本的反应孔", en="There is no well of this sample")
POOL = Text(zh="混检阳性：逐份复检", en="The pool is positive: test each member alone")
ALL_TARGETS = Text(zh="各靶标均为阳性", en="Every target is positive")
INTERNAL = Text(
    zh="内参失败（孔 {place}）：重新提取检测",
    en="The internal control failed (well {place}): extract and test again",
)
NOTHING = Text(zh="各靶标均为阴性", en="Every target is negative")
NOT_ALIKE = Text(zh="灰区或平行孔不一致：复检", en="Grey, or the replicates differ: repeat")
SINGLE = Text(zh="单靶标阳性：重新采样复检", en="A single target is positive: collect and test again")
SINGLE_TWICE = Text(zh="两次采样均为单靶标阳性：判为阳性", en="A single target in two samples: positive")
