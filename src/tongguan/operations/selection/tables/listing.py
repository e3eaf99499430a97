"""Tables of rules, decisions and outcomes; the risk rule's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.operations.selection.contracts import Performance
from tongguan.operations.selection.enums import Method, RuleLane, RuleState
from tongguan.operations.selection.models import RiskRule
from tongguan.operations.selection.queries import performance, random_arm, rows_behind, words_of
from tongguan.platform.cases.interface import CasePage, register_page
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import (
    BooleanColumn,
    ChoiceFilter,
    DateColumn,
    DateRangeFilter,
    DateTimeColumn,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
)

LANES = {
    "green": (_("Green lane"), "good"),
    "review": (_("Document review"), "info"),
    "inspection": (_("Examination"), "warn"),
}
STATES = {
    RuleState.DRAFT: (_("Draft"), "idle"),
    RuleState.BACK_TESTED: (_("Back-tested"), "info"),
    RuleState.APPROVED: (_("Approved"), "info"),
    RuleState.SHADOW: (_("In shadow"), "info"),
    RuleState.ACTIVE: (_("Active"), "good"),
    RuleState.EXPIRED: (_("Ended"), "idle"),
    RuleState.REJECTED: (_("Rejected"), "bad"),
}


def percent(value: float | None) -> str:
    """A share as per cent with one decimal; a dash where there is none."""
    return "—" if value is None else f"{100 * value:.1f} %"


def rate_in_words(found: Performance) -> str:
    """A hit rate with its interval and what it is counted from."""
    share = found.share
    if not share.of:
        return "—"
    return f"{percent(share.rate)} ({percent(share.low)} – {percent(share.high)}), {share.hits}/{share.of}"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule's version with its record."""

    rule: RiskRule
    found: Performance


def rule_url(rule: RiskRule) -> str:
    """The rule's page."""
    return reverse("cases_detail", args=["risk_rule", rule.reference])


def decision_url(row: Any) -> str:
    """The page that says why."""
    return reverse("selection_why", args=[row.declaration])


def _title(row: RiskRule) -> str:
    return row.title.in_language(get_language() or "zh-hans")


class RuleTable(Table):
    """The rules' versions with how often they were right."""

    code = "risk-rules"
    title = _("Risk rules")
    default_sort = "rule_code"
    live = "selection"
    empty_title = _("No risk rules yet")
    empty_text = _("Until there are rules, declarations are chosen at random only.")

    rule_code = TextColumn(
        _("Code"),
        path="rule__code",
        code=True,
        url=lambda row: rule_url(row.rule),
        filter=TextFilter("istartswith"),
    )
    revision = NumberColumn(_("Version"), path="rule__revision")
    name = TextColumn(_("Rule"), value=lambda row: _title(row.rule))
    lane = StatusColumn(_("Lane"), LANES, path="rule__lane", filter=ChoiceFilter(RuleLane.choices))
    probability = NumberColumn(_("Probability"), path="rule__probability", places=3)
    hits = NumberColumn(_("Hits"), path="found__hits")
    rate = TextColumn(_("Hit rate with 95-percent interval"), value=lambda row: rate_in_words(row.found))
    valid_to = DateColumn(_("Valid to"), path="rule__valid_to", filter=DateRangeFilter(moments=False))
    state = StatusColumn(_("State"), STATES, path="rule__state", filter=ChoiceFilter(RuleState.choices))


class DecisionTable(Table):
    """What published draws decided."""

    code = "selections"
    title = _("Selections")
    search = ("declaration__icontains",)
    default_sort = "-decided_at"
    live = "selection"
    empty_title = _("No selection is published yet")
    empty_text = _("A declaration appears here when its draw is done, never before.")

    declaration = TextColumn(_("Declaration"), code=True, url=decision_url, filter=TextFilter("istartswith"))
    lane = StatusColumn(_("Lane"), LANES, filter=ChoiceFilter([(k, v[0]) for k, v in LANES.items()]))
    by_risk = BooleanColumn(_("Chosen by rules"))
    by_random = BooleanColumn(_("Chosen at random"))
    inclusion = TextColumn(_("Inclusion probability"), sort=False)
    method = TextColumn(
        _("Method"), value=lambda row: row.get_method_display(), filter=ChoiceFilter(Method.choices)
    )
    container = TextColumn(_("Container"), code=True)
    decided_at = DateTimeColumn(_("Decided"), filter=DateRangeFilter())


class OutcomeTable(Table):
    """The examinations behind a hit rate."""

    code = "outcomes"
    title = _("Outcomes")
    default_sort = "-at"
    empty_title = _("No outcome yet")
    empty_text = _("Results of examinations that this rule asked for appear here.")

    declaration = TextColumn(
        _("Declaration"),
        path="selection__declaration",
        code=True,
        url=lambda row: decision_url(row.selection),
    )
    arm = TextColumn(_("Chosen by"), value=lambda row: row.get_arm_display())
    finding = BooleanColumn(_("Finding"))
    result_code = TextColumn(_("Result"), code=True)
    recovered_value = MoneyColumn(_("Recovered value (CNY)"))
    at = DateTimeColumn(_("At"), filter=DateRangeFilter())


class RuleCaseTable(Table):
    """Columns of the risk rule in the list of its cases."""

    search = ("reference__icontains", "zh__icontains", "en__icontains")
    name = TextColumn(_("Rule"), value=_title)
    lane = StatusColumn(_("Lane"), LANES)
    probability = NumberColumn(_("Probability"), places=3)


def rule_context(actor: Actor, rule: RiskRule) -> dict[str, Any]:
    """What the rule's page shows besides its course: its content in words, its record beside the random share."""
    control = random_arm()
    found = performance(rule, control)
    return {
        "condition_words": words_of(rule),
        "found": found,
        "control": control,
        "rate_words": rate_in_words(found),
        "control_words": rate_in_words(control),
        "lift_words": f"{found.lift:.2f}" if found.lift is not None else "—",
        "facts": [
            (_("Title"), Text(zh=rule.zh, en=rule.en)),
            (_("Version"), rule.revision),
            (_("Lane"), rule.get_lane_display()),
            (_("Method"), rule.get_method_display()),
            (_("Probability"), f"{rule.probability.normalize():f}"),
            (_("Valid"), f"{rule.valid_from:%Y-%m-%d} – {rule.valid_to:%Y-%m-%d}"),
            (_("Quota a day"), rule.quota_per_day if rule.quota_per_day is not None else "—"),
            (_("Author"), str(rule.author or "—")),
        ],
        "back_test_url": reverse("selection_back_test", args=[rule.reference]) if rule.back_test else "",
        "outcomes_url": reverse("selection_outcomes", args=[rule.reference]),
        "next_version_url": f"{reverse('selection_rule_new')}?from={rule.reference}",
        "outcome_count": rows_behind(rule).count(),
    }


register_page(
    "risk_rule",
    CasePage(
        context=rule_context,
        table=RuleCaseTable,
        summary=lambda rule: rule.title,
        select_related=("author",),
    ),
)
