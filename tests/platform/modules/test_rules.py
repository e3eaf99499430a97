"""The checker finds what it is for: each rule is shown a house with one mistake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.modules.catalogue import CATALOGUE, GROUPS
from tongguan.platform.modules.checks import folder_problems
from tongguan.platform.modules.contracts import Module, Permission
from tongguan.platform.modules.rules import file_problems, import_problems, manifest_problems

NAME = Text(zh="甲", en="A")
A = Module(code="operations.alpha", name=NAME, purpose=NAME, catalogue=("OP-07",))
B = Module(code="operations.beta", name=NAME, purpose=NAME, catalogue=("OP-08",))


def codes(found: list) -> set[str]:
    return {problem.code for problem in found}


def house(tmp_path: Path, files: dict[str, str]) -> Path:
    package = tmp_path / "src" / "tongguan"
    for name in ("operations/alpha", "operations/beta"):
        (package / name).mkdir(parents=True)
        (tmp_path / "tests" / name).mkdir(parents=True)
        (tmp_path / "tests" / name / "test_x.py").write_text("")
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return package


def test_the_catalogue_has_81_systems_in_six_groups() -> None:
    counts = {prefix: sum(code.startswith(prefix) for code in CATALOGUE) for prefix in GROUPS}
    assert counts == {"OP": 34, "AD": 8, "SV": 17, "DC": 7, "EX": 7, "SO": 8}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"catalogue": ("OP-99",)}, "manifest.catalogue"),
        ({"catalogue": ("OP-07", "OP-07")}, "manifest.catalogue"),
        ({"catalogue": ()}, "manifest.catalogue"),
        ({"depends_on": ("operations.alpha",)}, "manifest.depends_on"),
        ({"permissions": (Permission("Alpha View", NAME),)}, "manifest.permission"),
        ({"owner": ""}, "manifest.owner"),
        ({"state": "somehow"}, "manifest.state"),
        ({"mlps_level": 6}, "manifest.mlps"),
    ],
)
def test_manifest_mistakes(change: dict, code: str) -> None:
    assert manifest_problems([A]) == []
    assert codes(manifest_problems([replace(A, **change)])) == {code}


def test_two_modules_of_one_label() -> None:
    assert codes(manifest_problems([A, replace(A, code="public.alpha")])) == {"manifest.label"}


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("operations/alpha/utils.py", "", "file.name"),
        ("operations/alpha/common/x.py", "", "file.name"),
        ("operations/alpha/stuff.py", "", "file.role"),
        ("operations/alpha/models.py", "x = 1\n" * 501, "file.long"),
        ("operations/alpha/models.py", "def f():\n" + "    x = 1\n" * 71, "file.long_function"),
        ("operations/alpha/models.py", "def f(:\n", "file.syntax"),
        ("operations/alpha/templates/other/x.html", "", "file.templates"),
    ],
)
def test_file_mistakes(tmp_path: Path, name: str, text: str, code: str) -> None:
    package = house(tmp_path, {"operations/alpha/views.py": "x = 1\n"})
    assert file_problems(package, tmp_path / "tests", [A, B]) == []
    bad = house(tmp_path / "bad", {name: text})
    assert code in codes(file_problems(bad, tmp_path / "bad" / "tests", [A, B]))


def test_tests_mirror_the_source(tmp_path: Path) -> None:
    package = house(tmp_path, {})
    (tmp_path / "tests" / "operations" / "alpha" / "test_x.py").unlink()
    stray = tmp_path / "tests" / "operations" / "gone"
    stray.mkdir()
    (stray / "test_y.py").write_text("")
    found = file_problems(package, tmp_path / "tests", [A, B])
    assert codes(found) == {"file.untested", "file.stray_tests"}


@pytest.mark.parametrize(
    ("name", "line", "code"),
    [
        ("alpha/views.py", "from tongguan.operations.beta.models import X", "import.door"),
        ("alpha/views.py", "from tongguan.operations.beta import models", "import.door"),
        ("alpha/views.py", "import tongguan.operations.beta.queries", "import.door"),
        ("alpha/views.py", "def f():\n    from tongguan.operations.beta.queries import q", "import.door"),
        ("alpha/views.py", "from tongguan.operations.beta.interface import q", "import.undeclared"),
        ("alpha/models.py", "from tongguan.operations.alpha.actions import q", "import.upward"),
        ("alpha/queries.py", "from tongguan.operations.alpha import interface", "import.upward"),
    ],
)
def test_import_mistakes(tmp_path: Path, name: str, line: str, code: str) -> None:
    package = house(tmp_path, {f"operations/{name}": line + "\n"})
    found = import_problems(package, [A, B])
    assert codes(found) == {code}
    assert found[0].line in (1, 2)


def test_right_imports_pass(tmp_path: Path) -> None:
    text = (
        "from tongguan.operations.beta.interface import q\nfrom tongguan.operations.beta.enums import E\n"
        "from tongguan.operations.alpha.actions import a\n"
    )
    package = house(tmp_path, {"operations/alpha/views.py": text})
    assert import_problems(package, [replace(A, depends_on=("operations.beta",)), B]) == []


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    package = house(tmp_path, {"operations/gamma/x.py": ""})
    assert codes(folder_problems(package, (A, B))) == {"folder.unclaimed"}


def test_tables_may_build_on_those_of_the_platform(tmp_path: Path) -> None:
    base = Module(code="platform.base", name=NAME, purpose=NAME)
    line = "from tongguan.platform.base.models import Base\n"
    package = house(tmp_path, {"operations/alpha/models.py": line, "platform/base/x.py": ""})
    known = [replace(A, depends_on=("platform.base",)), B, base]
    assert import_problems(package, known) == []
    bad = house(tmp_path / "bad", {"operations/alpha/views.py": line, "platform/base/x.py": ""})
    assert codes(import_problems(bad, known)) == {"import.door"}
