"""Manifest."""

from tongguan.engines.problems import Text
from tongguan.platform.modules.interface import Module

MODULE = Module(
    code="operations.travellers",
    name=Text(zh="旅客筛查", en="Traveller screening"),
    purpose=Text(
        zh="旅客舱单与名单比对，给出可能性与理由",
        en="Screening passenger manifests against lists, with likelihood and reasons",
    ),
    catalogue=("OP-02",),
)
