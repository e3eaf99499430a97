"""Command-line verbs of learned risk models: generate, labels, train, evaluate, register."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import numpy as np
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import (
    ALGORITHMS,
    BOOSTED,
    PROFILE,
    TEXTS,
    Evaluation,
    Frame,
    GateFailed,
    Model,
    Settings,
    TooFew,
    Unavailable,
    World,
    boosting_available,
    calibration_error,
    digest_of,
    dumps,
    evaluate,
    generate,
    loads,
    lookup_scores,
    rows_in_scope,
    twins,
)
from tongguan.operations.selection.actions import register_model, trained_from
from tongguan.operations.selection.queries import Unreadable, frame_in, labelled
from tongguan.operations.selection.queries.frames import flat_rows, with_truth
from tongguan.operations.selection.queries.writing_files import flat, write_rows
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import SYSTEM, Refused

MOST_GENERATED = 2_000_000
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")


@click.group("targeting")
def targeting() -> None:
    """Learned risk models: generate data with a known ceiling, train, evaluate, register.

    \b
    Examples:
      tongguan targeting generate declarations.csv --truth truth.csv --rows 60000 --seed 1
      tongguan targeting train declarations.csv --out model.json --name import-all
      tongguan targeting evaluate model.json later.csv --truth truth.csv --json
      tongguan targeting register model.json --code IMPORT --zh 进口总模型 --en "All imports"
    """


@targeting.command("generate")
@click.argument("out", type=NEW_FILE)
@click.option("--truth", type=NEW_FILE, help="Where the true probabilities and outcomes go.")
@click.option("--rows", type=click.IntRange(100, MOST_GENERATED), default=60_000, show_default=True)
@click.option("--days", type=click.IntRange(30, 3650), default=540, show_default=True)
@click.option("--importers", type=click.IntRange(20, 100_000), default=1_200, show_default=True)
@click.option("--random-share", type=click.FloatRange(0, 1), default=1.0, show_default=True)
@click.option("--risk-share", type=click.FloatRange(0, 1), default=0.0, show_default=True)
@click.option("--no-drift", is_flag=True, help="Nobody turns bad or mends their ways.")
@click.option("--seed", type=int, default=1, show_default=True)
@JSON
def generate_(
    out: Path, truth: Path | None, rows: int, days: int, importers: int, random_share: float, risk_share: float,
    no_drift: bool, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Write invented declarations (.csv, .jsonl, .parquet) with planted effects; the truth apart, in TRUTH.

    \b
    Examples:
      tongguan targeting generate declarations.parquet --truth truth.parquet --rows 120000
      tongguan targeting generate house.csv --random-share 0.1 --risk-share 0.5 --seed 7 --json
    """
    world = World(
        rows=rows, days=days, importers=importers, random_share=random_share, risk_share=risk_share, drift=not no_drift
    )  # fmt: skip
    made = generate(world, seed)
    try:
        count = write_rows(out, (flat(*each) for each in flat_rows(made.frame)))
        if truth:
            columns = zip(
                made.probability.tolist(), made.expected_revenue.tolist(), (made.finding > 0).tolist(),
                made.revenue.tolist(), strict=True,
            )  # fmt: skip
            names = ("probability", "expected_revenue", "finding", "recovered_value")
            write_rows(
                truth,
                (
                    {"reference": f"G{n:08d}", **dict(zip(names, each, strict=True))}
                    for n, each in enumerate(columns)
                ),
            )
    except (Unreadable, OSError) as fault:
        raise click.UsageError(str(fault)) from None
    told = {
        "out": str(out), "truth": str(truth) if truth else None, "rows": count, "seed": seed, "world": asdict(world),
        "examined": int(made.frame.examined.sum()), "findings": int(made.frame.finding.sum()),
        "rate": float(made.finding.mean()),
    }  # fmt: skip
    text = f"{count} declarations, {told['examined']} examined, {told['findings']} findings, rate {told['rate']:.2%}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else text)


@targeting.command("labels")
@click.argument("out", type=NEW_FILE)
@click.option("--days", type=click.IntRange(1, 3650), default=730, show_default=True)
@JSON
def labels(out: Path, days: int, as_json: bool) -> None:
    """Write this house's decided declarations with what was seen, the stored chances and the outcomes.

    \b
    Examples:
      tongguan targeting labels labels.csv
      tongguan targeting labels labels.parquet --days 365 --json
    """
    since = timezone.now() - timedelta(days=days)
    try:
        count = write_rows(out, (flat(*each) for each in labelled(since)))
    except (Unreadable, OSError) as fault:
        raise click.UsageError(str(fault)) from None
    click.echo(json.dumps({"out": str(out), "rows": count}) if as_json else f"{count} declarations")


@targeting.command("train")
@click.argument("data", type=FILE)
@click.option("--out", type=NEW_FILE, required=True, help="The model's file.")
@click.option("--name", default="", help="What the model is for; the file's name where not given.")
@click.option(
    "--algorithm", type=click.Choice(ALGORITHMS), help="lightgbm where it is installed, else profile."
)
@click.option(
    "--scope", multiple=True, metavar="FIELD=START,…", help="Only declarations whose FIELD begins so."
)
@click.option("--drop-twins", is_flag=True, help="Leave out later rows that repeat earlier ones.")
@click.option("--without-random-arm", is_flag=True, help="Take labels as they are; such a model never runs.")
@click.option("--seed", type=int, default=1, show_default=True)
@JSON
def train_(
    data: Path, out: Path, name: str, algorithm: str | None, scope: tuple[str, ...], drop_twins: bool,
    without_random_arm: bool, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Train a model on DATA in windows of time, through the gates, and write its file.

    Exit code 0; 1 where a gate does not hold or there is too little to learn from (nothing is written); 2 where a
    file cannot be used.

    \b
    Examples:
      tongguan targeting train declarations.csv --out model.json
      tongguan targeting train labels.parquet --out toys.json --scope flow=I --scope hs_code=95,96 --json
    """
    settings = Settings(
        name=name or data.stem, algorithm=algorithm or (BOOSTED if boosting_available() else PROFILE),
        scope=_scope(scope), without_random_arm=without_random_arm, drop_twins=drop_twins, seed=seed,
    )  # fmt: skip
    try:
        model = trained_from(data, settings)
    except Unreadable as fault:
        raise click.UsageError(f"{data}: {fault}") from None
    except GateFailed as fault:
        _refused(as_json, fault.gate.code, fault.gate.text, fault.gate.seen)
    except TooFew as fault:
        _refused(
            as_json, "too_few", Text(zh=f"数据不足：{fault}", en=f"too little to learn from: {fault}"), 0.0
        )
    except Unavailable as fault:
        raise click.UsageError(f"{fault}; use --algorithm profile") from None
    content = dumps(model)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise click.UsageError(str(fault)) from None
    told = {"model": str(out), "sha256": digest_of(content), "algorithm": model.algorithm, **model.facts}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _trained(told))


def _refused(as_json: bool, code: str, text: Text, seen: float) -> None:
    told = {"gate": code, "seen": seen, "zh": text.zh, "en": text.en}
    click.echo(
        json.dumps({"refused": told}, ensure_ascii=False) if as_json else f"refused ({code}): {text.en}"
    )
    sys.exit(1)


def _scope(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found = {}
    for each in given:
        field, _equals, starts = each.partition("=")
        if field not in TEXTS or not starts:
            raise click.UsageError(f"--scope {each}: a field is one of {', '.join(TEXTS)}")
        found[field] = tuple(start.strip() for start in starts.split(",") if start.strip())
    return found


def _trained(told: dict[str, Any]) -> str:
    metrics = told["metrics"]
    lines = [
        f"{told['name']}: {told['algorithm']}, {told['outcomes']} outcomes, {told['findings']} findings, "
        f"{told['first_day']} to {told['last_day']}; {told['model']} {told['sha256'][:16]}…",
        *_table(metrics["evaluation"]),
        f"calibration error {metrics['calibration']['expected_error']:.4f}, "
        f"seen/said {metrics['calibration']['ratio']:.2f} "
        f"({metrics['calibration']['low']:.2f} to {metrics['calibration']['high']:.2f})",
        *(f"gate {gate['code']}: {gate['en']}" for gate in metrics["gates"]),
        *(f"read with care: {caveat}" for caveat in told["caveats"]),
    ]
    return "\n".join(lines)


def _table(found: dict[str, Any]) -> list[str]:
    def cell(figure: dict[str, float]) -> str:
        return f"{figure['value']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})"

    lines = [f"{found['rows']} rows, {found['findings']} findings, AUC {cell(found['auc'])}"]
    for each in found["at"]:
        ceiling = each["to_ceiling"]
        lines.append(
            f"{each['share']:>5.0%}  precision {cell(each['precision'])}  recall {cell(each['recall'])}  "
            f"revenue {cell(each['revenue'])}" + (f"  of the ceiling {cell(ceiling)}" if ceiling else "")
        )
    return lines


@targeting.command("evaluate")
@click.argument("model_file", metavar="MODEL", type=FILE)
@click.argument("data", type=FILE)
@click.option("--truth", type=FILE, help="What `generate --truth` wrote: for the ceiling, and all outcomes.")
@click.option(
    "--against", type=FILE, help="The data it was trained on: counts twins and asks a lookup table."
)
@JSON
def evaluate_(model_file: Path, data: Path, truth: Path | None, against: Path | None, as_json: bool) -> None:
    """Judge a model on the declarations of DATA that are later than all it learned from.

    AUC; precision, recall and revenue of the first 1, 2, 5 and 10 %, with bootstrap intervals; calibration. Without
    TRUTH each examined row speaks for 1 ÷ its stored chance. Exit code 0; 2 where a file cannot be used or no
    examined declaration is later.

    \b
    Examples:
      tongguan targeting evaluate model.json later.csv --truth truth.csv
      tongguan targeting evaluate model.json test.csv.gz --against train.csv.gz --json
    """
    try:
        model, read = loads(model_file.read_bytes()), frame_in(data)
        frame, known = with_truth(read, truth) if truth else (read.frame, None)
        earlier = frame_in(against).frame if against else None
    except (Unreadable, ValueError) as fault:
        raise click.UsageError(str(fault)) from None
    later = (
        (frame.day >= model.tables.day)
        & rows_in_scope(frame, model.scope)
        & frame.examined
        & (frame.inclusion > 0)
    )
    if not (later.any() and frame.finding[later].any()):
        raise click.UsageError(f"no finding later than {date.fromordinal(model.tables.day - 1)}")
    asked = frame.rows(later)
    try:
        chance, revenue = model.score(asked)
    except Unavailable as fault:
        raise click.UsageError(str(fault)) from None
    told = {
        "model": str(model_file), "data": str(data), "left_out_as_seen": int((frame.day < model.tables.day).sum()),
        "evaluation": _judged(asked, chance, revenue, known.probability[later] if known else None).told(),
        "calibration": asdict(calibration_error(chance, asked.finding.astype(float), 1 / asked.inclusion)),
        "caveats": [*model.facts.get("caveats", []), *([read.caveat] if read.caveat else [])],
    }  # fmt: skip
    if earlier is not None:
        told["twins"] = _twins(model, earlier, asked, chance, revenue)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo("\n".join([*_table(told["evaluation"]), *_twin_lines(told.get("twins"))]))
    for caveat in dict.fromkeys(told["caveats"]):
        click.echo(f"read with care: {caveat}")


def _judged(frame: Frame, chance: Any, revenue: Any, truth: Any = None) -> Evaluation:
    return evaluate(chance, frame.finding, frame.revenue, 1 / frame.inclusion, truth=truth, by=revenue)


def _twins(model: Model, earlier: Frame, later: Frame, chance: Any, revenue: Any) -> dict[str, Any]:
    """How many rows repeat earlier ones, what a lookup table of them reaches, and the model without them."""
    again = twins(earlier, later)
    table = lookup_scores(earlier, later)
    rest = np.flatnonzero(~again)
    found: dict[str, Any] = {
        "share": float(again.mean()),
        "lookup": _judged(later, table, table).told(),
        "without": None,
    }
    if later.finding[rest].any():
        found["without"] = _judged(later.rows(rest), chance[rest], revenue[rest]).told()
    found["lookup_wins"] = _at_5(found["lookup"]) > _at_5(_judged(later, chance, revenue).told())
    return found


def _at_5(found: dict[str, Any]) -> float:
    return float(next(each["precision"]["value"] for each in found["at"] if each["share"] == 0.05))


def _twin_lines(found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return []
    wins = "it beats the model: these figures show no skill" if found["lookup_wins"] else "the model beats it"
    lines = [
        f"{found['share']:.1%} of these rows repeat rows it was trained on (same HS6, mass, price); a lookup table of "
        f"them has precision {_at_5(found['lookup']):.3f} at 5 %: {wins}"
    ]
    return lines + (["without the repeated rows:", *_table(found["without"])] if found["without"] else [])


@targeting.command("register")
@click.argument("model_file", metavar="MODEL", type=FILE)
@click.option("--code", required=True)
@click.option("--zh", required=True, help="Chinese title.")
@click.option("--en", required=True, help="English title.")
@click.option("--office", default="", help="Code of the office that owns it.")
@JSON
def register(model_file: Path, code: str, zh: str, en: str, office: str, as_json: bool) -> None:
    """Put a model file into the house's register as a draft; people take it into shadow and promote it.

    \b
    Examples:
      tongguan targeting register model.json --code IMPORT --zh 进口总模型 --en "All imports" --office 9900
    """
    owner = organisation_by_code(office) if office else None
    if office and owner is None:
        raise click.UsageError(f"no office {office}")
    try:
        row = register_model(
            actor=SYSTEM, office_id=owner.pk if owner else None, code=code, title=Text(zh=zh, en=en),
            content=model_file.read_bytes(),
        )  # fmt: skip
    except Refused as refusal:
        click.echo("; ".join(problem.message.en for problem in refusal.problems), err=True)
        sys.exit(1)
    told = {"reference": row.reference, "sha256": row.model_sha256, "state": row.state}
    click.echo(json.dumps(told) if as_json else f"{row.reference} {row.state}")
