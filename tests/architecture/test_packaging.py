"""One import name, `tenor`, with everything in it that Tenor needs to run, and nothing beside it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import tenor
from tests.support import ROOMS, ROOT, room_files, tracked_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# The import names of the distributions that a user has, where the two differ.
IMPORT_NAMES = {"attrs": "attr attrs"}


def test_the_version_is_said_once() -> None:
    assert tenor.__version__ == version("tenor")


def test_every_folder_with_python_files_is_a_listed_package() -> None:
    folders = {p.parent for p in room_files(ROOT, ROOMS, ".py")}
    named = {ROOT / folder for folder in PROJECT["tool"]["setuptools"]["package-dir"].values()}
    below = {name.replace("tenor.", "", 1).replace(".", "/") for name in PROJECT["tool"]["setuptools"]["packages"] if name != "tenor"}
    assert folders == named | {ROOT / folder for folder in below}


def test_each_room_has_a_relative_link_for_the_type_checkers() -> None:
    links = {p.name: p.readlink().as_posix() for p in (ROOT / ".typing" / "tenor").iterdir() if p.is_symlink()}
    assert links == {room: f"../../{room}" for room in ROOMS} | {"__init__.py": "../../apps/tenor/__init__.py"}
    assert all((ROOT / ".typing" / "tenor" / name).exists() for name in links)


def test_every_import_is_declared() -> None:
    told = [*PROJECT["project"]["dependencies"]]
    told += [need for extra, needs in PROJECT["project"]["optional-dependencies"].items() if extra != "dev" for need in needs]
    declared = {re.split(r"[^\w.\-]", need)[0].lower().replace("-", "_") for need in told}
    declared |= {name for need in declared for name in IMPORT_NAMES.get(need, "").split()}
    found = set()
    for path in room_files(ROOT, ROOMS, ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    found |= {alias.name.split(".")[0] for alias in names}
                case ast.ImportFrom(level=0, module=str(module)):
                    found.add(module.split(".")[0])
    assert found - set(sys.stdlib_module_names) - {"tenor"} <= declared


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution of the tracked files alone."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for path in tracked_files():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(list(out.glob("tenor-*.tar.gz"))) == 1
    (found,) = out.glob("tenor-*.whl")
    return found


@pytest.mark.wheel
def test_the_wheel_holds_tenor_and_nothing_beside_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"tenor", f"tenor-{tenor.__version__}.dist-info"}


@pytest.mark.wheel
def test_the_wheel_holds_every_tracked_file_of_the_rooms(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    rooms = [p.relative_to(ROOT).as_posix() for p in tracked_files() if p.relative_to(ROOT).parts[0] in ROOMS]
    front = "apps/tenor/"
    wanted = {name.replace(front, "tenor/") if name.startswith(front) else f"tenor/{name}" for name in rooms}
    assert {name for name in names if name.startswith("tenor/")} == wanted


@pytest.mark.wheel
@pytest.mark.parametrize(
    "wanted",
    [
        r"tenor/__init__\.py",
        r"tenor/py\.typed",
        r"tenor/grammar/tenor\.lark",
        r"tenor/contracts/.+\.tenor",
        r"tenor/contracts/calendars/.+\.csv",
        r"tenor-[^/]+\.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_holds_what_it_runs_on(wheel: Path, wanted: str) -> None:
    assert any(re.fullmatch(wanted, name) for name in zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it; what Tenor depends on is lent to it by this one."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


@pytest.mark.wheel
def test_the_installed_wheel_imports_every_module(installed: Path, wheel: Path, tmp_path: Path) -> None:
    files = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py") and not name.endswith("__main__.py")]
    modules = sorted(name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files)
    assert "tenor.dsl" in modules
    script = f"import importlib, tenor\nfor name in {modules}: importlib.import_module(name)\nprint(tenor.__file__)"
    ran = subprocess.run([installed / "bin" / "python", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.strip()).is_relative_to(installed)


@pytest.mark.wheel
def test_the_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    ran = subprocess.run([installed / "bin" / "tenor", "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "tenor" in ran.stdout.lower()
