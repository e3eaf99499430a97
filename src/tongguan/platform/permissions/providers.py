"""What permissions contribute to `tongguan module check`."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tongguan.engines.problems import Problem, Text
from tongguan.platform.modules.interface import contributes_check, modules
from tongguan.platform.permissions.grants import problems

contributes_check(problems)


@contributes_check
def menu_problems() -> list[Problem]:
    """Menu entries whose address does not exist."""
    found = []
    for module in modules():
        for item in module.menu:
            try:
                reverse(item.url_name, args=item.url_args)
            except NoReverseMatch:
                text = Text(zh=f"没有地址 {item.url_name}", en=f"there is no address {item.url_name}")
                found.append(Problem("menu.address", text, pointer=module.code))
    return found
