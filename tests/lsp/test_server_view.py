"""How a document is shown: hints, colours, outline, formatting."""

from lsprotocol import types as lsp
from tests.lsp.editing import Document, Editor, apply

SMALL = """package a:b;
record line { sku: string }
enum mood { glad }
export flow f(x: u32, mood: mood) -> u32 {
  let (a, _) = (x, "😀"); let big = [(1, 2.0, "three", 'f', true)];
  match mood { glad => a + length(big) }
}
"""


def hints(document: Document, first: int, last: int) -> list[str]:
    place = lsp.Range(lsp.Position(first, 0), lsp.Position(last, 0))
    asked = lsp.InlayHintParams(document.here, place)
    found = document.editor.run(document.editor.client.text_document_inlay_hint_async(asked))
    return [f"{one.position.line}:{one.position.character}{one.label}" for one in found or ()]


def test_hints_say_what_lets_are(editor: Editor) -> None:
    document = editor.open(SMALL)
    long = "list<tuple<s64, f64, string, char, bool>>"
    assert sorted(hints(document, 0, 9)) == ["4:33: " + long[:39] + "…", "4:8: u32"]
    assert hints(document, 0, 4) == []


def test_hints_stand_beside_mistakes(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("movie.title, movie.year", "movie.titel, movie.year"))
    assert any(one.endswith(": dates.release") for one in hints(document, 0, 999))


def colours(document: Document) -> list[tuple[str, str]]:
    legend = document.editor.capabilities.semantic_tokens_provider
    assert isinstance(legend, lsp.SemanticTokensOptions)
    asked = lsp.SemanticTokensParams(document.here)
    client = document.editor.client
    found = document.editor.run(client.text_document_semantic_tokens_full_async(asked))
    assert found is not None
    line = column = 0
    shown: list[tuple[str, str]] = []
    for at in range(0, len(found.data), 5):
        down, right, length, kind, _ = found.data[at : at + 5]
        line, column = line + down, right + (0 if down else column)
        start, end = lsp.Position(line, column), lsp.Position(line, column + length)
        text = document.slice(lsp.Range(start, end))
        shown.append((text, legend.legend.token_types[kind]))
    return shown


def test_colours_say_what_names_mean(editor: Editor) -> None:
    shown = colours(editor.open(SMALL))
    for one in (
        ("export", "keyword"),
        ("f", "function"),
        ("x", "parameter"),
        ("u32", "type"),
        ("line", "type"),
        ("sku", "property"),
        ("glad", "enumMember"),
        ("a", "variable"),
        ("😀", "string"),
        ("2.0", "number"),
        ("big", "variable"),
    ):
        assert one in shown


def test_colours_of_a_sample(editor: Editor, movies: str) -> None:
    shown = colours(editor.open(movies))
    assert ("dates", "namespace") in shown
    assert ("read", "method") in shown
    assert len(shown) > 500


def test_colours_stay_while_a_text_is_broken(editor: Editor) -> None:
    document = editor.open(SMALL)
    document.problems()
    document.change(SMALL.replace("a + length(big)", "a + length(big"))
    assert ("mood", "parameter") in colours(document)


def outline(document: Document) -> list[str]:
    asked = lsp.DocumentSymbolParams(document.here)
    found = document.editor.run(document.editor.client.text_document_document_symbol_async(asked))
    shown = []
    for one in found or ():
        assert isinstance(one, lsp.DocumentSymbol)
        below = [child.name for child in one.children or ()]
        shown.append(f"{one.name} {' '.join(below)}".strip())
    return shown


def test_outline(editor: Editor, movies: str) -> None:
    assert outline(editor.open(SMALL)) == ["line sku", "mood glad", "f"]
    assert outline(editor.open(movies))[:4] == ["texts", "dates", "scores", "cards"]


def test_outline_of_what_can_be_read(editor: Editor) -> None:
    assert outline(editor.open(SMALL.replace("sku: string", "sku string"))) == ["mood glad", "f"]


def formatted(document: Document) -> str:
    options = lsp.FormattingOptions(tab_size=2, insert_spaces=True)
    asked = lsp.DocumentFormattingParams(document.here, options)
    client = document.editor.client
    found = document.editor.run(client.text_document_formatting_async(asked))
    return apply(document.text, found or ())


def test_formatting(editor: Editor) -> None:
    text = "package a:b;export flow f(x:u32)->u32{x+1} // 😀\r\n"
    made = formatted(editor.open(text))
    assert "f(x: u32) -> u32 {" in made
    assert "// 😀" in made
    assert formatted(editor.open(made)) == made


def test_a_broken_text_is_not_formatted(editor: Editor) -> None:
    text = "package a:b;export flow f(x:u32)->u32{x+} "
    assert formatted(editor.open(text)) == text
