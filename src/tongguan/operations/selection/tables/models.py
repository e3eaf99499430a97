"""The table of learned risk models, and a model's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import isinf
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.engines.targeting import Difference, Lift, Rate
from tongguan.operations.selection.enums import ModelState, Retrained
from tongguan.operations.selection.models import RiskModel
from tongguan.operations.selection.queries import (
    ModelEvidence,
    against_champion,
    latest_flagged,
    model_evidence,
)
from tongguan.operations.selection.rules import column_title
from tongguan.operations.selection.tables.listing import percent
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

STATES = {
    ModelState.DRAFT: (_("Draft"), "idle"),
    ModelState.SHADOW: (_("In shadow"), "info"),
    ModelState.LIVE: (pgettext_lazy("risk model", "Live"), "good"),
    ModelState.SUSPENDED: (_("Suspended"), "warn"),
    ModelState.RETIRED: (_("Retired"), "idle"),
    ModelState.REJECTED: (_("Rejected"), "bad"),
}
ALGORITHMS = {
    "lightgbm": Text(zh="梯度提升树（LightGBM）", en="Boosted trees (LightGBM)"),
    "profile": Text(zh="画像评分表", en="Profile table"),
}
RETRAINED_TONES = {
    Retrained.REGISTERED: "good",
    Retrained.TOO_FEW: "idle",
    Retrained.WAITING: "info",
    Retrained.REFUSED: "warn",
}
UNKNOWN = "—"
MOST_DRIFTING = 5
SHOWN_DAYS = 91
"""Over how many days pages show evidence; weekly figures are noise."""


def estimated_rate(found: Rate) -> str:
    """A rate with its interval and what it rests on."""
    if found.rate is None:
        return UNKNOWN
    return f"{percent(found.rate)} ({percent(found.low)} – {percent(found.high)}), n = {found.examined}"


def lift_in_words(found: Lift) -> str:
    """A lift with its interval."""
    if isinf(found.high):
        return UNKNOWN
    value = UNKNOWN if found.value is None else f"{found.value:.2f}"
    return f"{value} ({found.low:.2f} – {found.high:.2f})"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: its value, and the interval and number that stand below it."""

    value: str
    note: str


def shown_rate(found: Rate) -> Shown:
    """A rate as a figure."""
    span = f"{percent(found.low)} – {percent(found.high)}, n = {found.examined:,}"
    return Shown(percent(found.rate), span if found.rate is not None else "")


def shown_lift(found: Lift) -> Shown:
    """A lift as a figure."""
    known = found.value is not None and not isinf(found.high)
    return Shown(f"{found.value:.2f}", f"{found.low:.2f} – {found.high:.2f}") if known else Shown(UNKNOWN, "")


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model's version with its evidence."""

    row: RiskModel
    found: ModelEvidence


def model_url(row: RiskModel) -> str:
    """The model's page."""
    return reverse("cases_detail", args=["risk_model", row.reference])


def _title(row: RiskModel) -> str:
    return row.title.in_language(get_language() or "zh-hans")


def scope_in_words(scope: Mapping[str, Any]) -> Text:
    """Which declarations a model is asked about."""
    if not scope:
        return Text(zh="全部申报", en="every declaration")
    parts = []
    for name, starts in sorted(scope.items()):
        parts.append((column_title(name), "、".join(starts), ", ".join(starts)))
    return Text(
        zh="；".join(f"{title.zh}以 {zh} 开头" for title, zh, _en in parts),
        en="; ".join(f"{title.en} begins with {en}" for title, _zh, en in parts),
    )


def _worst(row: RiskModel) -> str:
    found = (row.monitor or {}).get("stability") or {}
    if not found:
        return UNKNOWN
    name, index = max(found.items(), key=lambda each: float(each[1]))
    return f"{index:.2f} ({_feature(name)})"


def _feature(name: str) -> str:
    """A column of learning in the reader's language."""
    return column_title(name).in_language(get_language() or "zh-hans")


def _auc(row: RiskModel) -> float | None:
    return row.facts.get("metrics", {}).get("evaluation", {}).get("auc", {}).get("value")


class ModelTable(Table):
    """The models' versions with what they were worth."""

    code = "risk-models"
    title = _("Risk models")
    default_sort = "model_code"
    live = "selection"
    empty_title = _("No risk models yet")
    empty_text = _("Train one on the labels of this house and register it: tongguan targeting.")

    model_code = TextColumn(
        _("Code"),
        path="row__reference",
        code=True,
        url=lambda each: model_url(each.row),
        filter=TextFilter("istartswith"),
    )
    name = TextColumn(_("Model"), value=lambda each: _title(each.row))
    state = StatusColumn(_("State"), STATES, path="row__state", filter=ChoiceFilter(ModelState.choices))
    flagged = NumberColumn(_("Flagged"), path="found__flagged")
    rate = TextColumn(
        _("Hit rate with 95-percent interval"), value=lambda each: estimated_rate(each.found.rate)
    )
    lift = TextColumn(_("Lift over the random arm"), value=lambda each: lift_in_words(each.found.lift))
    auc = NumberColumn(_("AUC in training"), value=lambda each: _auc(each.row), places=3, sort=False)
    drift = TextColumn(_("Strongest drift (PSI)"), value=lambda each: _worst(each.row))
    last_day = DateColumn(_("Learned until"), path="row__last_day")


class ModelCaseTable(Table):
    """Columns of the risk model in the list of its cases."""

    search = ("reference__icontains", "zh__icontains", "en__icontains")
    name = TextColumn(_("Model"), value=_title)
    last_day = DateColumn(_("Learned until"))


def model_context(actor: Actor, row: RiskModel) -> dict[str, Any]:
    """What the model's page shows besides its course."""
    now = timezone.now()
    since = now - timedelta(days=SHOWN_DAYS)
    found = model_evidence([row], since)[row.pk]
    against = against_champion(row, since) if row.state == ModelState.SHADOW else None
    metrics = row.facts.get("metrics", {})
    return {
        "rate": shown_rate(found.rate),
        "control": shown_rate(found.control),
        "lift": shown_lift(found.lift),
        "lift_better": found.lift.better,
        "calibration": _calibration(found),
        "against_words": _difference(against) if against else "",
        "at": [_at(each) for each in metrics.get("evaluation", {}).get("at", ())],
        "gates": [Text(zh=each["zh"], en=each["en"]) for each in metrics.get("gates", ())],
        "drifting": [
            (_feature(name), f"{index:.2f}")
            for name, index in sorted(
                ((row.monitor or {}).get("stability") or {}).items(), key=lambda each: -float(each[1])
            )[:MOST_DRIFTING]
        ],
        "flagged": [
            {
                "url": reverse("selection_why", args=[score.selection.declaration]),
                "declaration": score.selection.declaration,
                "probability": percent(score.probability),
                "revenue": score.revenue,
                "reasons": [Text(zh=each["zh"], en=each["en"]) for each in score.reasons],
            }
            for score in latest_flagged(actor, row)
        ],
        "facts": _facts(row, metrics),
    }


def _facts(row: RiskModel, metrics: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    said = metrics.get("calibration", {})
    return [
        (_("Title"), row.title),
        (_("Algorithm"), ALGORITHMS.get(row.algorithm, Text(zh=row.algorithm, en=row.algorithm))),
        (_("Asked about"), scope_in_words(row.scope)),
        (_("Outcomes learned from"), row.facts.get("outcomes", UNKNOWN)),
        (_("Of them chosen at random"), row.facts.get("at_random", UNKNOWN)),
        (_("Learned until"), f"{row.last_day:%Y-%m-%d}"),
        (_("Calibration error in training"), f"{said['expected_error']:.4f}" if said else UNKNOWN),
        (_("SHA-256 of the model"), row.model_sha256[:16] + "…"),
        (_("SHA-256 of the data"), (row.data_sha256[:16] + "…") if row.data_sha256 else UNKNOWN),
        (_("Version of the program"), row.code_version or UNKNOWN),
        (_("Author"), str(row.author or UNKNOWN)),
    ]


def _calibration(found: ModelEvidence) -> Shown:
    said = found.calibration
    return Shown(f"{said.ratio:.2f}", f"{said.low:.2f} – {said.high:.2f}") if said else Shown(UNKNOWN, "")


def _difference(found: Difference) -> str:
    if found.value is None:
        return UNKNOWN
    return (
        f"{100 * found.value:+.1f} ({100 * found.low:+.1f} – {100 * found.high:+.1f}), n = {found.examined}"
    )


def _at(each: Mapping[str, Any]) -> dict[str, str]:
    def cell(figure: Mapping[str, float]) -> str:
        return f"{percent(figure['value'])} ({percent(figure['low'])} – {percent(figure['high'])})"

    return {"share": f"{each['share']:.0%}"} | {
        name: cell(each[name]) for name in ("precision", "recall", "revenue")
    }


register_page(
    "risk_model",
    CasePage(
        context=model_context,
        table=ModelCaseTable,
        summary=lambda row: row.title,
        select_related=("author",),
        reads=("zh", "en", "last_day", "author"),
    ),
)
