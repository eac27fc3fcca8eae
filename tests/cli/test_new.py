"""`flowc new`: what it makes passes the commands that its README names."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from tests.cli.conftest import HELLO, ROOT, Workshop

from flowc.cli.arguments import sources

MISTAKE = 1
TEMPLATES = ("hello", "library", "service")
COMMANDS = {
    "hello": ["check", "test", "keygen", "build", "run"],
    "library": ["check", "test", "keygen", "build", "run"],
    "service": ["check", "test", "graph", "keygen", "build"],
}


@pytest.fixture
def desk(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("template", "printed"),
    [("hello", '"Hello, Ada!"'), ("library", '{"ok":{"net":1000,"tax":230}}'), ("service", "")],
)
def test_the_commands_of_its_readme_work(desk: Workshop, template: str, printed: str) -> None:
    desk.well("flowc", "new", "price-list", "--template", template)
    project = Workshop(desk.path("price-list"))
    text = project.path("README.md").read_text()
    commands = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    outputs = [project.well(*command.split()) for command in commands]
    assert [command.split()[1] for command in commands] == COMMANDS[template]
    assert not printed or outputs[-1].strip() == printed
    for program in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        done = project.run("python", "-c", program)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_it_makes_is_laid_out(desk: Workshop, template: str) -> None:
    desk.well("flowc", "new", "shop", "--template", template)
    desk.well("flowc", "fmt", "--check", "shop/shop.flow")


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_it_makes_passes_its_tests_which_come_to_all_of_it(
    desk: Workshop, template: str
) -> None:
    desk.well("flowc", "new", "shop", "--template", template)
    checked = desk.run("flowc", "check", "shop/shop.flow")
    assert (checked.returncode, checked.stderr) == (0, "flowc: checked 1 flow file\n")
    tested = desk.run("flowc", "test", "shop", "--threshold", "100")
    assert (tested.returncode, tested.stderr) == (0, "")
    assert "FAIL" not in tested.stdout


def test_there_is_a_test_for_each_template() -> None:
    assert sources.TEMPLATES == TEMPLATES


def test_the_files_of_hello(desk: Workshop) -> None:
    desk.well("flowc", "new", "shop")
    assert files(desk.path("shop")) == {
        ".github/workflows/flows.yml",
        ".gitignore",
        "README.md",
        "components/greeting/cabi.zig",
        "components/greeting/greeting.wasm",
        "components/greeting/greeting.zig",
        "components/greeting/wit/greeting.wit",
        "shop.flow",
    }
    made = desk.path("shop/components/greeting/greeting.wasm").read_bytes()
    assert made == (HELLO / "components" / "greeting" / "greeting.wasm").read_bytes()
    assert not [path for path in desk.path("shop").rglob("*") if "{{" in path.name]


def test_the_workflow_is_yaml_and_its_check_passes(desk: Workshop) -> None:
    desk.well("flowc", "new", "shop")
    flow = yaml.safe_load(desk.path("shop/.github/workflows/flows.yml").read_text())
    runs = [step["run"] for step in flow["jobs"]["check"]["steps"] if "run" in step]
    assert runs[0] == "pip install 'flowc[compile]'"
    for command in runs[1:]:
        Workshop(desk.path("shop")).well(*command.split())


@pytest.mark.parametrize(
    ("name", "help_line"),
    [
        ("Foo_Bar", "help: `foo-bar` would do"),
        ("flow", "help: `flow-app` would do"),
        ("2nd-shop", "help: `nd-shop` would do"),
        ("a" * 61, f"help: `{'a' * 60}` would do"),
        ("..", ""),
        ("été", "help: `t` would do"),
    ],
)
def test_a_name_that_cannot_name_a_package(desk: Workshop, name: str, help_line: str) -> None:
    done = desk.run("flowc", "new", name)
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F024]" in done.stderr
    assert help_line in done.stderr
    assert list(desk.folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_what_exists_is_left_alone(desk: Workshop, kind: str) -> None:
    path = desk.path("shop")
    match kind:
        case "folder":
            path.mkdir()
        case "file":
            path.write_text("mine")
        case _:
            path.symlink_to("nowhere")
    done = desk.run("flowc", "new", "shop")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F023]" in done.stderr
    assert [one.name for one in desk.folder.iterdir()] == ["shop"]
    assert path.is_symlink() or path.is_file() or list(path.iterdir()) == []


def test_a_missing_parent_is_said_and_nothing_is_left(desk: Workshop) -> None:
    done = desk.run("flowc", "new", "none/shop")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F605]" in done.stderr
    assert list(desk.folder.iterdir()) == []


def test_nothing_is_left_where_the_disk_is_full(desk: Workshop) -> None:
    """A limit on the size of files stands for a full disk: the component does not fit."""
    command = f"ulimit -f 1; exec {Path(sys.executable).parent / 'flowc'} new shop"
    done = subprocess.run(
        ["/bin/bash", "-c", f"trap '' XFSZ; {command}"],
        cwd=desk.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == MISTAKE, done.stderr
    assert "error[F605]" in done.stderr
    assert list(desk.folder.iterdir()) == []


@pytest.mark.slow
def test_its_component_is_built_again_as_its_readme_says(desk: Workshop) -> None:
    desk.well("flowc", "new", "shop")
    component = Workshop(desk.path("shop/components/greeting"))
    before = component.path("greeting.wasm").read_bytes()
    component.path("greeting.wasm").unlink()
    (recipe,) = re.findall(
        r"^```sh\n(.*?)^```$", desk.path("shop/README.md").read_text(), re.DOTALL | re.MULTILINE
    )
    zig = f'zig() {{ {sys.executable} -m ziglang "$@"; }}\nset -e\n'
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run(
        ["/bin/bash", "-c", zig + recipe],
        cwd=component.folder,
        env={"PATH": path, "HOME": str(desk.folder)},
        check=True,
    )
    assert files(component.folder) == {
        "cabi.zig",
        "greeting.wasm",
        "greeting.zig",
        "wit/greeting.wit",
    }
    after = component.path("greeting.wasm").read_bytes()
    assert hashlib.sha256(after).digest() == hashlib.sha256(before).digest()


@pytest.mark.slow
def test_an_installed_wheel_makes_the_same_project(desk: Workshop) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--wheel-dir"]
    subprocess.run([*pip, str(desk.folder), str(ROOT)], check=True)
    (wheel,) = desk.folder.glob("flowc-*.whl")
    zipfile.ZipFile(wheel).extractall(desk.path("installed"))
    program = (
        "import sys, flowc.cli; assert 'installed' in flowc.cli.__file__; "
        "sys.exit(flowc.cli.main(['new', 'ours']))"
    )
    installed = desk.run("python", "-c", program, PYTHONPATH=str(desk.path("installed")))
    assert installed.returncode == 0, installed.stderr
    desk.well("flowc", "new", "theirs")
    names = files(desk.path("ours"))
    assert {name.replace("ours", "theirs") for name in names} == files(desk.path("theirs"))
    wasm = "components/greeting/greeting.wasm"
    assert desk.path(f"ours/{wasm}").read_bytes() == desk.path(f"theirs/{wasm}").read_bytes()
