"""Template tags of the design system; `docs/design-system.md` shows each of them in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tongguan.platform.ui import charts, markup, rendering, work
from tongguan.platform.ui.contracts import Link, QueueEntry, Share, Step
from tongguan.platform.ui.listing import Table

register = template.Library()

MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad", "info": "info", "debug": "idle"}
register.filter("words", markup.words)
register.filter("number", markup.number)
register.simple_tag(markup.icon, name="icon")
register.simple_tag(markup.badge, name="badge")
register.simple_tag(markup.button, name="button")
register.simple_tag(markup.age, name="age")
register.simple_tag(markup.due, name="due")
register.simple_tag(work.timeline, name="timeline")


@register.filter
def capped(value: int, limit: int = 999) -> str:
    """A count for a small place: `1000` reads `999+`."""
    return f"{limit}+" if value > limit else str(value)


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of one of Django's messages."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.inclusion_tag("ui/component/alert.html")
def alert(
    text: Any, tone: str = "info", title: Any = "", icon: str = "", link: Link | None = None
) -> dict[str, Any]:
    """A banner in the page; `bad` is announced at once, the others politely."""
    return {
        "text": text,
        "tone": tone,
        "title": title,
        "icon": icon or markup.TONE_ICONS.get(tone, "info"),
        "link": link,
    }


@register.inclusion_tag("ui/component/figure.html")
def figure(label: Any, value: Any, unit: Any = "", **given: Any) -> dict[str, Any]:
    """A key figure. at, stale_after_s: its age; url: its rows; tone, icon, note; trend: a sparkline's values."""
    return {"label": label, "value": value, "unit": unit, **given}


@register.inclusion_tag("ui/component/facts.html")
def facts(pairs: Sequence[tuple[Any, Any]], columns: bool = False) -> dict[str, Any]:
    """A description list of (term, value)."""
    return {"pairs": pairs, "columns": columns}


@register.inclusion_tag("ui/component/queue.html", takes_context=True)
def queue(context: template.Context, entries: Sequence[QueueEntry], empty: Any = "") -> dict[str, Any]:
    """Waiting work with its keys: j and k move, Enter or o opens, c claims."""
    lines = work.queue(entries, str(context.get("csrf_token") or "")) if entries else ""
    return {"lines": lines, "empty": empty}


@register.inclusion_tag("ui/component/tabs.html")
def tabs(links: Sequence[Link], label: Any = "") -> dict[str, Any]:
    """Views of one thing as links; each tab has its own address."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/component/breadcrumb.html")
def breadcrumb(links: Sequence[Link]) -> dict[str, Any]:
    """The way here; the last entry is this page."""
    return {"links": links}


@register.inclusion_tag("ui/component/stepper.html")
def stepper(steps: Sequence[Step]) -> dict[str, Any]:
    """Where someone is in a task of several pages."""
    return {"steps": steps}


@register.inclusion_tag("ui/component/progress.html", takes_context=True)
def progress(
    context: template.Context, label: Any, value: float | None, maximum: float = 100, **given: Any
) -> dict[str, Any]:
    """Long work. value None: unknown yet; poll_url is asked every second for it; cancel_url is posted to."""
    return {
        "label": label,
        "value": value,
        "maximum": maximum,
        "csrf_token": context.get("csrf_token"),
        **given,
    }


@register.inclusion_tag("ui/component/empty.html")
def empty(title: Any, text: Any = "", icon: str = "inbox", link: Link | None = None) -> dict[str, Any]:
    """An empty place that says why it is empty and what to do next."""
    return {"title": title, "text": text, "icon": icon, "link": link}


@register.inclusion_tag("ui/component/skeleton.html")
def skeleton(lines: int = 3) -> dict[str, Any]:
    """Grey lines while something loads."""
    return {"lines": range(lines)}


@register.inclusion_tag("ui/component/filedrop.html")
def filedrop(name: str, label: Any, **given: Any) -> dict[str, Any]:
    """A place for files. accept, multiple, capture (`environment`: the camera), limit_mb, help, required."""
    return {"name": name, "label": label, "id": given.pop("id", f"id_{name}"), **given}


@register.simple_block_tag(takes_context=True)
def card(context: template.Context, content: str, title: Any = "", **given: Any) -> SafeString:
    """A titled surface around its content. flush: no padding; foot: a line below; level: the heading's level."""
    shown = {"content": content, "title": title, "level": 2, **given}
    return SafeString(
        context.template.engine.get_template("ui/component/card.html").render(template.Context(shown))
    )


@register.simple_block_tag(takes_context=True)
def dialog(context: template.Context, content: str, id: str, title: Any) -> SafeString:
    """A native dialog; opened by any element with `data-dialog-open="<id>"` or a button with `opens`."""
    shown = {"content": content, "id": id, "title": title}
    return SafeString(
        context.template.engine.get_template("ui/component/dialog.html").render(template.Context(shown))
    )


@register.inclusion_tag("ui/chart/sparkline.html")
def sparkline(values: Sequence[float | None], label: Any) -> dict[str, Any]:
    """A line of recent values, oldest first."""
    return {"spark": charts.spark(values), "label": label}


@register.inclusion_tag("ui/chart/bar_list.html")
def bar_list(shares: Sequence[Share], unit: Any = "") -> dict[str, Any]:
    """Labelled amounts, each with a bar; the order is the caller's."""
    return {"bars": charts.bars(shares), "unit": unit}


@register.inclusion_tag("ui/chart/stacked_bar.html")
def stacked_bar(shares: Sequence[Share], label: Any) -> dict[str, Any]:
    """Parts of a whole in one bar, with a legend that carries the numbers."""
    return {"bars": charts.stacked(shares), "label": label}


@register.inclusion_tag("ui/chart/distribution.html")
def distribution(shares: Sequence[Share], label: Any) -> dict[str, Any]:
    """A histogram; the first and last labels stand under it, all of them in its table for screen readers."""
    return {"bars": charts.distribution(shares), "label": label}


@register.inclusion_tag("ui/component/pager.html")
def pager(before_url: str = "", after_url: str = "", target: str = "") -> dict[str, Any]:
    """To the pages around this one; `target` is the id of a table that htmx swaps."""
    return {"before_url": before_url, "after_url": after_url, "target": target}


@register.inclusion_tag("ui/table/table.html")
def table(table: Table) -> dict[str, Any]:
    """A declared table with its search, filters, rows, pages and exports."""
    return {"table": table}


@register.simple_tag
def url_with(table: Table, name: str, value: str) -> str:
    """The table's address with one parameter changed; used for its pages."""
    return table.link(**{name: value})


register.filter("grouped", rendering.grouped)


@register.inclusion_tag("ui/form/summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong in these forms and formsets, each line a link to its field; nothing when all is well."""
    return {"errors": rendering.form_errors(*forms)}
