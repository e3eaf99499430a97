"""From a template and data to a PDF: typst with one font from a dependency, nothing else from outside.

Templates are `templates/documents/<name>.typ` of a module and are named `<module>/<name>.typ`. Data reaches them as
JSON and is only ever text, never markup. The same template, data and sheet give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
from django.core.serializers.json import DjangoJSONEncoder

import tongguan
from tongguan.engines.problems import Text
from tongguan.platform.documents.contracts import Sheet
from tongguan.platform.modules.interface import modules

FONT_FOLDER = Path(str(noto_cjk_sans_otc.FONT_PATH)).parent
FONT_FAMILY = "Noto Sans CJK SC"


def render(template: str, data: Mapping[str, Any], sheet: Sheet | None = None) -> bytes:
    """The PDF, unsigned; without a sheet it is marked as a draft. LookupError where there is no such template."""
    import typst  # 30 MB of shared library: loaded by the first document of a process, not by every web process

    compiled: bytes = typst.compile(
        str(_path_of(template)),
        root=str(_root()),
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={
            "data": dumps(data, cls=_Encoder, ensure_ascii=False),
            "sheet": dumps(asdict(sheet) if sheet else None, cls=_Encoder, ensure_ascii=False),
        },
    )
    return compiled


class _Encoder(DjangoJSONEncoder):
    """Dates as ISO 8601, decimals as text, bilingual words as `zh` and `en`."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Text):
            return {"zh": o.zh, "en": o.en}
        return super().default(o)


def _root() -> Path:
    """The package: templates of all modules may use the house's sheet."""
    return Path(next(iter(tongguan.__path__)))


def _path_of(template: str) -> Path:
    label, _, name = template.partition("/")
    for module in modules():
        if module.label == label:
            path = _root().joinpath(*module.code.split("."), "templates", "documents", name)
            if "/" not in name and path.is_file():
                return path
    raise LookupError(f"no document template {template}")
