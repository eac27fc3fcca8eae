"""In a page, a component has what it was granted and the page can give, and nothing else."""

from pathlib import Path

import pytest
from tests.cli.test_needs import CLOCK, FLOW
from tests.web.conftest import Build
from wasmtime import wat2wasm

from flowc.cli.main import main
from flowc.text.diagnostic import InternalError
from flowc.text.report import Stopped
from flowc.web.inline import rewritten
from flowc.web.shim import imports


def later(folder: Path, grant: str, needs: str) -> Path:
    (folder / "times.wasm").write_bytes(wat2wasm(CLOCK))
    source = folder / "later.flow"
    source.write_text(FLOW.replace("GRANT", grant).replace("NEEDS", needs))
    return source


def test_a_granted_clock_is_the_pages(build: Build, tmp_path: Path) -> None:
    built = build(later(tmp_path, "", "needs clock "))
    came = built.in_node([("later", '{"than": 0}'), ("later", '{"than": 18446744073709551615}')])
    assert came == [{"text": "true"}, {"text": "false"}]


def test_what_is_not_granted_is_denied(build: Build, tmp_path: Path) -> None:
    built = build(later(tmp_path, " needs nothing", ""))
    [came] = built.in_node([("later", '{"than": 0}')])
    assert came["code"] == "R419"
    assert came["component"] == "times"
    assert came["detail"] == "`clock`, for wasi:clocks/monotonic-clock@0.2.0:now"


def test_what_a_page_cannot_give_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = later(tmp_path, "", 'needs http("a.example") ')
    text = CLOCK.replace("wasi:clocks/monotonic-clock@0.2.0", "wasi:http/outgoing-handler@0.2.0")
    (tmp_path / "times.wasm").write_bytes(wat2wasm(text))
    source.write_text(
        source.read_text().replace('times.wasm"', 'times.wasm" needs http("a.example")')
    )
    key = tmp_path / "t.key"
    assert main(["keygen", str(key)]) == 0
    out = tmp_path / "out"
    words = ["build", str(source), "--target", "web", "-k", str(key), "-o", str(out)]
    assert main(words) == 1
    assert "F642" in capsys.readouterr().err
    assert not out.exists()


def test_only_known_interfaces_are_given() -> None:
    with pytest.raises(Stopped):
        imports(["acme:own/thing"])
    assert imports([]) == "(() => {\n\nreturn {  };\n})()"


def test_a_module_becomes_a_constant() -> None:
    source = (
        'import { a as b, c, } from "./other.js";\nexport const d = b + c;\nexport class E {\n}\n'
    )
    module = rewritten("this-one", source)
    assert module.needs == ("other",)
    assert module.text.startswith(
        "const moduleThisOne = (() => {\nconst { a: b, c } = moduleOther;\n"
    )
    assert module.text.endswith("class E {\n}\nreturn { d, E };\n})();")


def test_a_form_that_is_not_known_is_no_silent_loss() -> None:
    with pytest.raises(InternalError, match="default"):
        rewritten("one", "export default 3;\n")
