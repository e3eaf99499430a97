"""What a laboratory may say: runs, samples, pools."""

from __future__ import annotations

import itertools

import pytest

from tests.engines.pcr.kits import KIT
from tongguan.engines.pcr import Kit, Result, Role, Well, run_faults, verdict_of


def well(place, sample="S1", orf=None, n=None, ic=25.0, role=Role.SAMPLE, clear=True):
    cts = {"ORF1ab": orf, "N": n, "IC": ic}
    return Well(place, role, sample, cts, {channel: clear and ct is not None for channel, ct in cts.items()})


CONTROLS = [
    well("H11", "PC", 24.0, 25.0, role=Role.POSITIVE_CONTROL),
    well("H12", "NTC", ic=None, role=Role.NO_TEMPLATE),
]


def test_four_samples_in_two_replicates_with_two_targets_give_two_positives():
    """Two of four were positive by dawn: the case the mechanism was specified with."""
    plate = {
        "A": [well("A1", "A", 24.1, 25.0), well("A2", "A", 24.3, 25.2)],
        "B": [well("B1", "B"), well("B2", "B")],
        "C": [well("C1", "C", 30.9, 31.8, ic=None), well("C2", "C", 31.1, 31.5)],
        "D": [well("D1", "D"), well("D2", "D", n=41.0)],
    }
    assert not run_faults([*itertools.chain.from_iterable(plate.values()), *CONTROLS], KIT)
    told = {sample: verdict_of(sample, wells, KIT).result for sample, wells in plate.items()}
    assert [sample for sample, result in told.items() if result == Result.POSITIVE] == ["A", "C"]
    assert (told["B"], told["D"]) == (Result.NEGATIVE, Result.NEGATIVE)


@pytest.mark.parametrize(("ct", "void"), [(36.0, True), (39.9, True), (40.0, False), (None, False)])
def test_a_contaminated_blank_voids_the_run(ct, void):
    blank = well("H12", "NTC", n=ct, ic=None, role=Role.NO_TEMPLATE)
    faults = run_faults([CONTROLS[0], blank], KIT)
    assert [fault.code for fault in faults] == (["pcr.no_template"] if void else [])
    assert all(fault.pointer == "/wells/H12" for fault in faults)


def test_controls_must_be_there_and_come_in_time():
    assert {f.code for f in run_faults([well("A1")], KIT)} == {
        "pcr.positive_control_missing", "pcr.no_template_missing",
    }  # fmt: skip
    late = well("H11", "PC", 24.0, 33.0, role=Role.POSITIVE_CONTROL)
    assert [f.code for f in run_faults([late, CONTROLS[1]], KIT)] == ["pcr.positive_control"]


@pytest.mark.parametrize(
    ("wells", "single_before", "result"),
    [
        ([well("A1", orf=36.9, n=36.9)], False, Result.POSITIVE),
        ([well("A1", orf=37.0, n=30.0)], False, Result.REPEAT),
        ([well("A1", orf=38.0, n=38.0)], False, Result.REPEAT),
        ([well("A1", orf=38.0, n=38.0, clear=False)], False, Result.INVALID),
        ([well("A1", orf=30.0)], False, Result.RECOLLECT),
        ([well("A1", orf=30.0)], True, Result.POSITIVE),
        ([well("A1", orf=30.0, n=30.0), well("A2")], False, Result.REPEAT),
        ([well("A1", ic=36.0)], False, Result.INVALID),
        ([well("A1", ic=None)], False, Result.INVALID),
        ([well("A1", orf=30.0, n=30.0, ic=None)], False, Result.POSITIVE),
        ([well("A1")], True, Result.NEGATIVE),
        ([], False, Result.INVALID),
    ],
)
def test_samples(wells, single_before, result):
    verdict = verdict_of("S1", wells, KIT, single_before=single_before)
    assert verdict.result == result
    assert verdict.reason.zh
    assert verdict.reason.en


@pytest.mark.parametrize(("ct", "result"), [(37.9, Result.POOL_POSITIVE), (38.0, Result.NEGATIVE)])
def test_a_pool_has_a_cut_off_of_its_own_and_never_names_a_person(ct, result):
    assert verdict_of("P1", [well("A1", "P1", n=ct)], KIT, pooled=True).result == result


def test_a_kit_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="positive_below_ct"):
        Kit("X", ("N",), "IC", 41, 40, 38, 35, 32, "test")
    with pytest.raises(ValueError, match="targets"):
        Kit("X", ("IC",), "IC", 37, 40, 38, 35, 32, "test")
