"""Pages of selection: rules with their record, a new version, decisions, why, and the public numbers."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from tongguan.engines.problems import Text
from tongguan.operations.selection.actions import write_rule
from tongguan.operations.selection.forms import (
    RuleForm,
    blame,
    changed,
    condition_text,
    content_of,
    in_condition,
    posted,
    started,
)
from tongguan.operations.selection.module import REASONS, VIEW, WRITE
from tongguan.operations.selection.queries import (
    decision_of,
    decisions,
    listed,
    performances,
    published,
    random_arm,
    rows_behind,
)
from tongguan.operations.selection.rules import SCHEMA
from tongguan.operations.selection.tables import (
    LANES,
    DecisionTable,
    OutcomeTable,
    RuleRow,
    RuleTable,
    back_test_words,
    percent,
    rate_in_words,
    rule_url,
)
from tongguan.operations.selection.workflow import RISK_RULE
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import PUBLIC, Actor, NotFound, Refused, page
from tongguan.platform.ui.interface import Link, Share

PUBLIC_DAYS = 30
RULES = Text(zh="风险规则", en="Risk rules")
SELECTIONS = Text(zh="选查决定", en="Selections")


@page(VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules beside the random share, each with its hit rate and how sure it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    control, shown = random_arm(), listed(actor)
    found = performances(shown, control)
    table = RuleTable([RuleRow(rule, found[rule.pk]) for rule in shown], request)
    return table.response(
        "selection/rules.html",
        {
            "title": RULES,
            "control": control,
            "control_words": rate_in_words(control),
            "active": sum(rule.state == "active" for rule in shown),
            "may_write": actor.may(WRITE),
        },
    )


@page(WRITE)
def new_rule(request: HttpRequest) -> HttpResponse:
    """Write a version; `?from=` starts from another one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    start = request.GET.get("from", "")
    initial = content_of(visible_case(actor, RISK_RULE, start)) if start else {}
    form, editor, status = RuleForm(initial=initial), started(initial.get("condition", "")), 200
    if request.method == "POST":
        editor, wish = posted(request.POST), request.POST.get("do", "")
        if wish:
            changed(editor, wish)
        form = RuleForm({**request.POST.dict(), "condition": condition_text(editor)})
        if wish:
            form.errors.clear()  # nothing was submitted yet
        else:
            try:
                office = min(actor.office_ids, default=None)
                return redirect(rule_url(write_rule(actor=actor, office_id=office, data=form.plain())))
            except Refused as refusal:
                language = get_language() or "zh-hans"
                if form.is_valid() or not form.errors:
                    form.refuse(refusal, language)
                blame(editor, in_condition(refusal.problems), language)
                status = refusal.status
    return render(
        request,
        "selection/rule_new.html",
        {
            "title": Text(zh="新建风险规则", en="New risk rule"),
            "form": form,
            "editor": editor,
            "head_fields": [(name, field) for name, field in SCHEMA.by_name.items() if not field.line],
            "line_fields": [(name, field) for name, field in SCHEMA.by_name.items() if field.line],
            "crumbs": [Link(RULES, reverse("selection_rules")), Link(Text(zh="新建", en="New"), "")],
        },
        status=status,
    )


@page(VIEW)
def back_tested(request: HttpRequest, reference: str) -> HttpResponse:
    """A rule's latest back-test: what it would have hit, added to its lane, and found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rule = visible_case(actor, RISK_RULE, reference)
    if not rule.back_test:
        raise NotFound(RULES)
    return render(
        request,
        "selection/back_test.html",
        {
            "title": Text(zh=f"回测：{rule.reference}", en=f"Back-test: {rule.reference}"),
            "found": rule.back_test,
            **back_test_words(rule.back_test),
            "crumbs": [
                Link(RULES, reverse("selection_rules")),
                Link(rule.title, rule_url(rule)),
                Link(Text(zh="回测", en="Back-test"), ""),
            ],
        },
    )


@page(VIEW)
def outcomes(request: HttpRequest, reference: str) -> HttpResponse:
    """The examinations behind a rule's hit rate; `random` for the random share's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rule = None if reference == "random" else visible_case(actor, RISK_RULE, reference)
    named = rule.title if rule else Text(zh="随机比例", en="Random share")
    return OutcomeTable(rows_behind(rule), request).response(
        "selection/outcomes.html",
        {
            "title": Text(zh=f"结果：{named.zh}", en=f"Outcomes: {named.en}"),
            "crumbs": [Link(RULES, reverse("selection_rules")), Link(named, rule_url(rule) if rule else "")],
        },
    )


@page(REASONS)
def decided(request: HttpRequest) -> HttpResponse:
    """Published decisions of the actor's offices."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return DecisionTable(decisions(actor), request).response(
        "selection/decisions.html", {"title": SELECTIONS}
    )


@page(REASONS)
def why(request: HttpRequest, reference: str) -> HttpResponse:
    """Why a declaration went where it went; a pending draw is told like a declaration that does not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    decision = decision_of(actor, reference)
    if decision is None:
        raise NotFound(SELECTIONS)
    lane, tone = LANES[decision.lane]
    return render(
        request,
        "selection/why.html",
        {
            "title": Text(zh=f"选查原因 {reference}", en=f"Why: {reference}"),
            "decision": decision,
            "lane": lane,
            "tone": tone,
            "draw_url": _draw_url(decision.draw),
            "declaration_url": reverse("cases_detail", args=["declaration", reference]),
            "facts": [
                (Text(zh="入选概率", en="Inclusion probability"), decision.probability),
                (Text(zh="查验方式", en="Method"), decision.method),
                (Text(zh="集装箱", en="Container"), decision.container),
                (Text(zh="掏箱方式", en="Unloading"), decision.unloading),
                (Text(zh="抽签轮次", en="Draw round"), decision.draw),
                (
                    Text(zh="决定时间", en="Decided"),
                    f"{timezone.localtime(decision.decided_at):%Y-%m-%d %H:%M:%S}",
                ),
            ],
            "crumbs": [Link(SELECTIONS, reverse("selection_decisions")), Link(reference, "")],
        },
    )


def _draw_url(round_id: str) -> str:
    try:
        return reverse("queues_draw", args=[round_id])
    except NoReverseMatch:  # the draws are not served by this process
        return ""


@page(PUBLIC)
def numbers(request: HttpRequest) -> HttpResponse:
    """What everybody may know: how many were chosen, how, and how many findings there were."""
    found = published(timezone.now() - timedelta(days=PUBLIC_DAYS))
    shares = [Share(LANES[lane][0], getattr(found, lane)) for lane in LANES]
    return render(
        request,
        "selection/numbers.html",
        {
            "title": Text(zh="随机选查结果公开", en="Selection in public numbers"),
            "found": found,
            "shares": shares,
            "days": PUBLIC_DAYS,
            "rate": percent(found.findings / found.outcomes if found.outcomes else None),
        },
    )
