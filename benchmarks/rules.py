"""How many declarations a second do thousands of risk rules look at: one at a time, and in a batch?

    python benchmarks/rules.py                                  # 5,000 rules, 50,000 declarations
    python benchmarks/rules.py --rules 500 --declarations 5000
    python benchmarks/rules.py --store                          # keeps the result under benchmarks/results/

Beside ours run, in the same process over the same rules and declarations: every rule's closures one after the other
("closures"), zen-engine (GoRules) and rule-engine, where these two are installed (`pip install zen-engine
rule-engine`: for this benchmark only, the product does not use them; a peer that is missing is named as skipped).
Every engine must find the same rules for the declarations it is asked; else the run ends with exit code 1.
Rates are per second of CPU time of one core, so that they stand beside each other on a busy machine; latencies
are CPU time of single calls. "typing" is what it takes to bring a parsed record into the schema's types, before.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from measuring import told

from tongguan.engines.problems import Text
from tongguan.engines.targeting import (
    Columns,
    Field,
    FieldType,
    RuleSet,
    Schema,
    compile_condition,
    facts_of,
    read_condition,
    rows_holding,
)

T, N = FieldType.TEXT, FieldType.NUMBER
HEAD_TEXT = ("flow", "customs_office", "border_port", "supervision_mode", "transport_mode", "trade_country",
             "departure_country", "trader_code", "declarant_code", "credit_level", "currency")  # fmt: skip
HEAD_NUMBER = ("package_count", "gross_mass_kg", "net_mass_kg", "net_share", "line_count", "total_price",
               "trader_declarations", "trader_findings")  # fmt: skip
LINE_TEXT = ("hs_code", "description", "origin_country", "unit", "levy_mode")
LINE_NUMBER = ("quantity", "unit_price", "total_price", "net_mass_kg", "price_per_kg")
SCHEMA = Schema(
    Field(code, kind, Text(zh=code, en=code), line=line)
    for codes, kind, line in (
        (HEAD_TEXT, T, False), (HEAD_NUMBER, N, False), (LINE_TEXT, T, True), (LINE_NUMBER, N, True))
    for code in codes
)  # fmt: skip
Chance = np.random.Generator
Found = list[list[int]]


def skewed(chance: Chance, of: int) -> int:
    """Small numbers are common, large ones rare."""
    return int(of * chance.random() ** 3)


def commodity(chance: Chance) -> str:
    """One of 12,400 codes under 1,240 headings, as many as a real tariff has."""
    heading = int(1240 * chance.random() ** 2) * 7919 % 10_000
    return f"{heading:04}{chance.integers(5):02}{chance.integers(2):02}00"


def declaration(chance: Chance) -> dict[str, Any]:
    """One parsed record; some values are missing, as they are in life."""
    lines = []
    for _ in range(min(int(chance.geometric(0.3)), 50)):
        mass, price = round(float(chance.lognormal(5, 2)), 2), round(float(chance.lognormal(7, 2)), 2)
        hs = commodity(chance)
        lines.append({
            "hs_code": hs, "description": f"goods {hs[:6]}", "origin_country": f"C{skewed(chance, 200)}",
            "unit": f"{chance.integers(1, 40):03}", "levy_mode": "1" if chance.random() < 0.9 else None,
            "quantity": int(chance.integers(1, 5000)), "unit_price": round(price / 10, 4), "total_price": price,
            "net_mass_kg": mass if chance.random() < 0.97 else None, "price_per_kg": round(price / max(mass, 0.01), 4),
        })  # fmt: skip
    net = round(sum(line["net_mass_kg"] or 0 for line in lines), 2)
    gross = round(net * float(chance.uniform(1.0, 1.4)), 2)
    return {
        "flow": "IE"[int(chance.random() < 0.3)], "customs_office": f"99{chance.integers(40):02}",
        "border_port": f"99{chance.integers(60):02}", "supervision_mode": f"{skewed(chance, 60):04}",
        "transport_mode": str(chance.integers(2, 7)), "trade_country": f"C{skewed(chance, 200)}",
        "departure_country": f"C{skewed(chance, 200)}", "trader_code": f"T{skewed(chance, 20000)}",
        "declarant_code": f"D{skewed(chance, 2000)}", "currency": ("USD", "EUR", "CNY", "JPY")[chance.integers(4)],
        "credit_level": ("A", "B", "C", None)[chance.integers(4)], "package_count": int(chance.integers(1, 900)),
        "gross_mass_kg": gross, "net_mass_kg": net, "net_share": round(net / gross, 4) if gross else None,
        "line_count": len(lines), "total_price": round(sum(line["total_price"] for line in lines), 2),
        "trader_declarations": skewed(chance, 5000), "trader_findings": skewed(chance, 20), "items": lines,
    }  # fmt: skip


def is_(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def rule(chance: Chance) -> dict[str, Any]:
    """One condition: goods and origin, traders, undervaluation, routes, exceptions, extremes."""
    hs = commodity(chance)[: int(chance.choice([4, 6], p=[0.3, 0.7]))]
    goods, origin = (
        is_("line.hs_code", "starts_with", hs),
        is_("line.origin_country", "eq", f"C{skewed(chance, 200)}"),
    )
    traders = is_("trader_code", "in", [f"T{skewed(chance, 20000)}" for _ in range(chance.integers(1, 9))])
    heavy = is_("gross_mass_kg", "gt", int(chance.lognormal(8, 1)))
    cheap = is_("line.price_per_kg", "lt", round(float(chance.lognormal(0, 1)), 2))
    route = is_("departure_country", "in", [f"C{skewed(chance, 200)}" for _ in range(3)])
    match int(chance.choice(8, p=[0.3, 0.1, 0.15, 0.15, 0.1, 0.1, 0.05, 0.05])):
        case 0:
            return {"any_line": {"all": [goods, origin]}}
        case 1:
            return {"all": [{"any_line": {"all": [goods, origin]}}, heavy]}
        case 2:
            return {"all": [traders, is_("total_price", "ge", int(chance.lognormal(8, 1)))]}
        case 3:
            return {"all": [{"any_line": {"all": [goods, cheap]}}, route]}
        case 4:
            mass = sorted(int(value) for value in chance.lognormal(7, 1, 2))
            return {"all": [is_("customs_office", "eq", f"99{chance.integers(40):02}"),
                            is_("transport_mode", "eq", str(chance.integers(2, 7))),
                            is_("gross_mass_kg", "between", mass), {"not": is_("credit_level", "eq", "A")},
                            is_("supervision_mode", "not_in", [f"{n:04}" for n in range(20)])]}  # fmt: skip
        case 5:
            exempt = {"not": is_("line.origin_country", "in", [f"C{n}" for n in range(5)])}
            return {"any": [{"all": [traders, heavy]}, {"any_line": {"all": [goods, exempt]}}]}
        case 6:
            return {"all": [traders, {"all_lines": is_("line.net_mass_kg", "lt", 50)}]}
        case _:
            return {"all": [is_("gross_mass_kg", "gt", int(chance.lognormal(13, 0.5))),
                            is_("net_share", "lt", round(float(chance.uniform(0.71, 0.76)), 3))]}  # fmt: skip


# Peers: the same conditions in their words. A missing value satisfies no comparison in ours, so each says so.

WORDS: dict[str, dict[str, str]] = {
    "zen": {"starts": "startsWith({0}, {1})", "in": "{0} in [{1}]", "and": "({0})", "some": "some(items, {0})",
            "every": "(len(items) > 0 and all(items, {0}))", "this": "#."},
    "rule-engine": {"starts": "{0}.starts_with({1})", "in": "{0} in [{1}]", "and": "({0})",
                    "some": "([x for x in items if {0}].length > 0)",
                    "every": "(items.length > 0 and [x for x in items if not {0}].length == 0)", "this": "x."},
}  # fmt: skip
SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def in_words_of(tree: dict[str, Any], words: dict[str, str]) -> str:
    """A condition as a peer's expression."""
    if "all" in tree or "any" in tree:
        parts = [in_words_of(part, words) for part in tree.get("all", tree.get("any"))]
        return "(" + (" and " if "all" in tree else " or ").join(parts) + ")"
    if "not" in tree:
        return f"(not {in_words_of(tree['not'], words)})"
    for key, name in (("any_line", "some"), ("all_lines", "every")):
        if key in tree:
            return words[name].format(in_words_of(tree[key], words))
    op, value = tree["op"], tree["value"]
    field = (
        tree["field"].replace("line.", words["this"]) if tree["field"].startswith("line.") else tree["field"]
    )
    said = [json.dumps(each) for each in (value if isinstance(value, list) else [value])]
    if op == "between":
        asked = f"{field} >= {said[0]} and {field} <= {said[1]}"
    elif op in ("in", "not_in"):
        asked = ("not " if op == "not_in" else "") + "(" + words["in"].format(field, ", ".join(said)) + ")"
    elif op == "starts_with":
        asked = words["starts"].format(field, said[0])
    else:
        asked = f"{field} {SIGNS[op]} {said[0]}"
    return f"({field} != null and {asked})"


def zen_engine(trees: list[dict[str, Any]]) -> Callable[[dict[str, Any]], list[int]]:
    """One decision table that collects; each row's cell is a whole expression."""
    zen = importlib.import_module("zen")
    rows = [
        {"_id": f"r{n}", "c": in_words_of(tree, WORDS["zen"]), "o": str(n)} for n, tree in enumerate(trees)
    ]
    place = {"x": 0, "y": 0}
    table = {"hitPolicy": "collect", "inputs": [{"id": "c", "name": "c", "type": "expression"}],
             "outputs": [{"id": "o", "field": "n", "name": "n", "type": "expression"}], "rules": rows}  # fmt: skip
    nodes = [{"id": "in", "type": "inputNode", "name": "in", "position": place},
             {"id": "t", "type": "decisionTableNode", "name": "t", "position": place, "content": table},
             {"id": "out", "type": "outputNode", "name": "out", "position": place}]  # fmt: skip
    edges = [{"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
             {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"}]  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda record: [each["n"] for each in decision.evaluate(record)["result"] or []]


def rule_engine(trees: list[dict[str, Any]]) -> Callable[[dict[str, Any]], list[int]]:
    """One compiled rule after the other, as its documentation does."""
    engine = importlib.import_module("rule_engine")
    context = engine.Context(default_value=None)
    rules = [engine.Rule(in_words_of(tree, WORDS["rule-engine"]), context=context) for tree in trees]
    return lambda record: [n for n, each in enumerate(rules) if each.matches(record)]


def one_by_one(ask: Callable[[Any], list[int]], records: Iterable[Any]) -> tuple[Found, dict[str, float]]:
    """Answers, and the CPU time of single calls."""
    found, spent = [], []
    for record in records:
        start = time.thread_time_ns()
        answer = ask(record)
        spent.append(time.thread_time_ns() - start)
        found.append(answer)
    return found, {
        "declarations_per_s": round(1e9 * len(spent) / sum(spent), 1),
        "p50_us": round(float(np.percentile(spent, 50)) / 1e3, 1),
        "p99_us": round(float(np.percentile(spent, 99)) / 1e3, 1),
    }


def asked_of(tree: Any) -> set[str]:
    """The fields that conditions name."""
    if isinstance(tree, dict):
        own = {tree["field"]} if "field" in tree else set()
        return own.union(*(asked_of(each) for each in tree.values()))
    return set().union(*(asked_of(each) for each in tree)) if isinstance(tree, list) else set()


def measure(given: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Build, ask everybody, compare the answers."""
    chance = np.random.default_rng(given.seed)
    trees = [rule(chance) for _ in range(given.rules)]
    records = [declaration(chance) for _ in range(given.declarations)]
    start = time.process_time()
    conditions = [read_condition(tree, SCHEMA)[0] for tree in trees]
    compiled = [compile_condition(each) for each in conditions if each is not None]
    if len(compiled) < len(trees):
        raise SystemExit("a generated condition does not read")
    rules = RuleSet(compiled)
    built_s = time.process_time() - start
    gc.freeze()  # the rules live as long as the process
    typing_ns = 0

    def arriving() -> Iterable[Any]:
        """Records as they come: each is typed (counted apart) and asked at once."""
        nonlocal typing_ns
        for record in records:
            start = time.thread_time_ns()
            found = facts_of(record, record["items"], SCHEMA)
            typing_ns += time.thread_time_ns() - start
            yield found

    truth, single = one_by_one(rules.holding, arriving())
    typing_us = typing_ns / 1e3 / len(records)
    facts = [facts_of(record, record["items"], SCHEMA) for record in records]
    start = time.process_time()
    columns = Columns(facts, SCHEMA)
    for name in asked_of(trees):
        columns.of(name).count((0, 1))
    columns_s, start = time.process_time() - start, time.process_time()
    rows = [rows_holding(each.condition, columns) for each in compiled]
    scan_s = time.process_time() - start
    batch: Found = [[] for _ in records]
    for number, found in enumerate(rows):
        for row in found:
            batch[row].append(number)
    engines: dict[str, dict[str, Any]] = {
        "index, one at a time": single,
        "columns, in a batch": {
            "declarations_per_s": round(len(records) / scan_s, 1),
            "agrees": batch == truth,
        },
        "columns, ranking included": {"declarations_per_s": round(len(records) / (scan_s + columns_s), 1)},
    }
    engines["closures"] = asked(
        lambda each: [n for n, c in enumerate(compiled) if c.holds(each)], facts[: given.peer], truth
    )
    for name, make in (("zen-engine", zen_engine), ("rule-engine", rule_engine)):
        try:
            ask = make(trees)
        except ImportError:
            engines[name] = {"skipped": "not installed"}
            continue
        engines[name] = asked(ask, records[: given.peer if name == "zen-engine" else given.slowest], truth)
    return {
        "rules": len(trees), "declarations": len(records), "lines": columns.line_count,
        "hits_per_declaration": round(sum(map(len, truth)) / len(truth), 2), "seed": given.seed,
        "building_rules_s": round(built_s, 2), "typing_us_per_declaration": round(typing_us, 1),
        "engines": engines,
    }, all(each.get("agrees", True) for each in engines.values())  # fmt: skip


def asked(ask: Callable[[Any], list[int]], records: list[Any], truth: Found) -> dict[str, Any]:
    """A peer's rate on a part of the declarations, and whether it found the same rules."""
    found, rate = one_by_one(ask, records)
    return {**rate, "declarations": len(records), "agrees": found == truth[: len(records)]}


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rules", type=int, default=5000)
    parser.add_argument("--declarations", type=int, default=50_000)
    parser.add_argument("--peer", type=int, default=50, help="declarations that the peers are asked")
    parser.add_argument("--slowest", type=int, default=2, help="declarations that rule-engine is asked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", action="store_true")
    found, agreed = measure(given := parser.parse_args())
    for name, each in found["engines"].items():
        print(f"{name:<28}" + "  ".join(f"{key} {value}" for key, value in each.items()))
    told({"benchmark": "rules", **found}, store=given.store)
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main()
