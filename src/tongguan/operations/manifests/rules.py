"""What a manifest must be. Pointers are JSON pointers into the filing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tongguan.engines.identifiers import BILL_NUMBER, container_fault
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.contracts import Found
from tongguan.operations.manifests.contracts import Bill, Contents, Reason

EXPORTED = "E"
"""The flow of an export declaration."""
DONE = ("released", "closed")
MOST_BILLS = 2_000
MOST_CONTAINERS = 500
BAD_BILL = Text(zh="提运单号无效", en="Not a valid bill number")
TWICE = Text(zh="提运单号重复", en="The bill number appears twice")
BOX_TWICE = Text(zh="同一提运单内箱号重复", en="The container appears twice under this bill")
NO_PACKAGES = Text(zh="件数须为正整数", en="The number of packages is a positive integer")
NO_MASS = Text(zh="毛重须大于零", en="The gross mass is greater than zero")
NOTHING = Text(zh="不能为空", en="This must not be empty")
OTHER_MANIFEST = Text(
    zh="提运单号已在舱单 {manifest} 中", en="The bill number stands in manifest {manifest} already"
)

LOADING_RULE, LOADING_VERSION = "manifests.loaded_released_only", "2"
NO_DECLARATION = Text(zh="该提运单没有出口报关单", en="No export declaration covers this bill")
NOT_RELEASED = Text(zh="报关单 {reference} 未放行即装船", en="Declaration {reference} was loaded unreleased")
UNLISTED = Text(
    zh="该箱不在该船在港航次的出口舱单中", en="No export manifest of this port call names the container"
)
AWAITS_RELEASE = Text(zh="报关单 {reference} 尚未放行", en="Declaration {reference} is not released")
NOT_COVERED = Text(
    zh="集装箱 {container} 不在该提运单的任何出口报关单中",
    en="Container {container} stands in no export declaration of this bill",
)


def findings(contents: Contents, elsewhere: dict[str, str]) -> list[Problem]:
    """Everything wrong with a filing; `elsewhere` maps bill numbers in force to the manifests they stand in."""
    seen = Counter(bill.number for bill in contents.bills)
    found: list[Problem] = []
    for index, bill in enumerate(contents.bills):
        at = f"/bills/{index}"
        found += [Problem(code, text, at + where) for code, text, where in _bill(bill)]
        if seen[bill.number] > 1:
            found.append(Problem("manifest.bill_twice", TWICE, f"{at}/number"))
        if bill.number in elsewhere:
            text = OTHER_MANIFEST.filled(manifest=elsewhere[bill.number])
            found.append(Problem("manifest.bill_elsewhere", text, f"{at}/number"))
    return found


def _bill(bill: Bill) -> Iterator[tuple[str, Text, str]]:
    if not BILL_NUMBER.is_valid(bill.number):
        yield "manifest.bill_number", BAD_BILL, "/number"
    for name in ("consignee", "description"):
        if not getattr(bill, name).strip():
            yield f"manifest.{name}", NOTHING, f"/{name}"
    if bill.package_count <= 0:
        yield "manifest.package_count", NO_PACKAGES, "/package_count"
    if not bill.gross_mass_kg.is_finite() or bill.gross_mass_kg <= 0:
        yield "manifest.gross_mass", NO_MASS, "/gross_mass_kg"
    seen = Counter(bill.containers)
    for index, number in enumerate(bill.containers):
        if fault := container_fault(number):
            yield "manifest.container", fault, f"/containers/{index}"
        elif seen[number] > 1:
            yield "manifest.container_twice", BOX_TWICE, f"/containers/{index}"


def unreleased(containers: Sequence[str], declared: Sequence[Found]) -> list[Reason]:
    """What speaks against a bill having been loaded; empty: everything on it was released for export.

    `containers` are those of the bill, `declared` the export declarations under it.
    """
    if not declared:
        return [Reason("manifest.loaded_undeclared", NO_DECLARATION)]
    found = []
    for each in declared:
        if each.state not in DONE:
            text = NOT_RELEASED.filled(reference=each.reference)
            found.append(Reason("manifest.loaded_unreleased", text, each.reference))
        held = [hold for hold in each.holds if not hold.container or hold.container in containers]
        found += [Reason(hold.code, hold.text, each.reference) for hold in held]
    covered = {number for each in declared for number in each.containers}
    if covered:
        found += [
            Reason("manifest.loaded_uncovered", NOT_COVERED.filled(container=number))
            for number in containers
            if number not in covered
        ]
    return found


def refusals(container: str, bills: Sequence[str], declared: Sequence[Found]) -> list[Reason]:
    """Why a container may not be taken aboard; empty: it may.

    `bills` are those of the ship's export manifests that name it, `declared` the export declarations under them. Only
    declarations with goods in this container say anything of it; where none names containers, all of them do.
    """
    if not bills:
        return [Reason("manifest.load_unlisted", UNLISTED)]
    if not declared:
        return [Reason("manifest.load_undeclared", NO_DECLARATION)]
    own = [each for each in declared if container in each.containers or not each.containers]
    if not own:
        return [Reason("manifest.load_uncovered", NOT_COVERED.filled(container=container))]
    found = []
    for each in own:
        if each.state not in DONE:
            text = AWAITS_RELEASE.filled(reference=each.reference)
            found.append(Reason("manifest.load_unreleased", text, each.reference))
        found += [Reason(hold.code, hold.text, each.reference) for hold in each.holds_on(container)]
    return found
