"""What this module gives to others: a page on the inspector's phone, who sees its files."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.endoscopy.queries import may_see_evidence
from tongguan.operations.inspections.interface import PhonePage, register_phone_page
from tongguan.platform.files.interface import register_visibility

FILES = (
    "endoscopy/endoscope.js",
    "endoscopy/looks.js",
    "ui/recorder.js",
    "endoscopy/endoscope.css",
)

register_visibility("endoscopy", may_see_evidence)
register_phone_page(
    PhonePage(Text(zh="内窥镜查看", en="Look in with the endoscope"), "endoscopy_look", FILES)
)
