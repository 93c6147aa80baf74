"""pyproject.toml, uv.lock, environment.yml, the Colab constraints and the README say the same."""

import re
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

import cnnlectures
from cnnlectures.core import syllabus
from cnnlectures.tools import build, doctor

ROOT = build.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = {
    requirement.name: requirement
    for requirement in map(
        Requirement, PROJECT["dependencies"] + EXTRAS["tensorflow"] + EXTRAS["lab"]
    )
}


def locked(name, python="3.11"):
    """The version that uv.lock holds for a Python version."""
    environment = {"python_full_version": f"{python}.0", "python_version": python}
    environment |= {"sys_platform": "linux", "platform_machine": "x86_64"}
    for package in LOCK["package"]:
        markers = package.get("resolution-markers", [])
        if package["name"] == name and (
            not markers or any(Marker(text).evaluate(environment) for text in markers)
        ):
            return Version(package["version"])
    raise AssertionError(f"{name} is not in uv.lock for Python {python}")


@pytest.mark.parametrize("python", doctor.PYTHONS)
@pytest.mark.parametrize("name", sorted(REQUIREMENTS))
def test_the_lock_satisfies_the_project(name, python):
    assert locked(name, python) in REQUIREMENTS[name].specifier


def test_conda_installs_what_the_lock_says():
    python, _, pip = CONDA["dependencies"]
    version = python.removeprefix("python=")
    assert Version(version) in SpecifierSet(PROJECT["requires-python"])
    *pins, editable = pip["pip"]
    assert editable == "--editable ."
    pinned = dict(pin.split("==") for pin in pins)
    assert pinned == {name: str(locked(name, version)) for name in sorted(REQUIREMENTS)}
    assert list(pinned) == sorted(pinned)


def test_tensorflow_is_an_extra():
    core = {Requirement(text).name for text in PROJECT["dependencies"]}
    assert not core & {"tensorflow", "keras", "tensorflow-datasets"}
    assert {"tensorflow", "keras"} <= {Requirement(text).name for text in EXTRAS["tensorflow"]}


@pytest.mark.parametrize("name", sorted(doctor.TESTED))
def test_the_doctor_knows_the_versions_that_are_tested(name):
    oldest, newest = doctor.TESTED[name]
    assert Version(newest) == Version(".".join(str(locked(name, "3.13")).split(".")[:2]))
    colab = dict(line.split("==") for line in constraints())
    assert colab[name].startswith(f"{oldest}.")


def constraints():
    text = (ROOT / "tests" / "colab" / "constraints.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", constraints())
def test_the_package_can_be_installed_beside_what_colab_has(line):
    name, version = line.split("==")
    if name in REQUIREMENTS:
        assert Version(version) in REQUIREMENTS[name].specifier


def test_the_lock_names_public_hosts_only():
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text()))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_one_version_everywhere():
    version = PROJECT["version"]
    assert cnnlectures.__version__ == version
    assert f"@v{version}" in (build.SOURCES / "bootstrap.txt").read_text()
    readme, badges = (ROOT / "README.md").read_text(), build.badges("00_start_here")
    links = re.findall(r"\((https[^)]*\.ipynb)\)", badges)
    assert len(links) == 2, "a badge opens the release that the notebook's first cell installs"
    assert all(f"/v{version}" in link and link in readme for link in links)
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_one_repository_everywhere():
    address = f"https://github.com/{syllabus.REPOSITORY}"
    assert PROJECT["urls"]["Repository"] == address
    assert address in (build.SOURCES / "bootstrap.txt").read_text()
    assert address in (ROOT / "CITATION.cff").read_text()
    for name in set(re.findall(r"github\.com/([\w-]+/[\w-]+)", (ROOT / "README.md").read_text())):
        assert name == syllabus.REPOSITORY


def test_readme_names_targets_that_exist():
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    used = set(re.findall(r"(?m)(?:`|^)make ([a-z-]+)", (ROOT / "README.md").read_text()))
    assert {"lab", "test"} <= used <= targets
    workflows = "".join(path.read_text() for path in (ROOT / ".github").rglob("*.yml"))
    assert set(re.findall(r"run: make ([a-z-]+)", workflows)) <= targets
