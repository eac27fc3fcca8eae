"""A person at the page of a flow: fills in the form by mouse and keyboard, runs it, and looks."""

import json

from tests.parts.browser import Tab
from tests.web.table import JSON, Sample

STATE = "document.querySelector('.outcome')?.dataset.state"
BODY = "document.querySelector('.outcome .body').textContent"
AREA = "textarea.code"
RESULT, CODE = ".outcome pre", ".outcome .badge"
DIFFERENCE = """
(async (...pictures) => {
  const drawn = await Promise.all(pictures.map(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const drawing = new OffscreenCanvas(image.width, image.height).getContext("2d");
    drawing.drawImage(image, 0, 0);
    return new Uint32Array(drawing.getImageData(0, 0, image.width, image.height).data.buffer);
  }));
  return drawn[0].reduce((count, pixel, at) => count + (pixel !== drawn[1][at]), 0);
})
"""


def arrived(tab: Tab, address: str, flow: str) -> None:
    """Go to a flow's form."""
    tab.log.clear()
    tab.goto("about:blank")
    tab.goto(f"{address}#{flow}")
    tab.wait(f"document.querySelector('h2')?.textContent === {json.dumps(flow)}")


def typed(tab: Tab, name: str, text: str) -> None:
    """Type into a field by its name; with a `?` it is the box that says whether it is given."""
    tab.click(f'[name="{name}"]')
    if name.endswith("?"):
        return
    tab.wait(f"document.activeElement.name === {json.dumps(name)}")
    tab.run("document.activeElement.select()")
    tab.type(text)


def filled(tab: Tab, sample: Sample) -> str:
    """Fill in the form; return the JSON that it comes to, as the page shows it."""
    for _ in range(sample.lists):
        tab.click("button.add")
    for name, text in sample.typed.items():
        typed(tab, name, text)
    tab.click("[aria-pressed]")
    given: str = tab.run(f"document.querySelector('{AREA}').value")
    tab.click("[aria-pressed]")
    return given


def ran(tab: Tab, state: str) -> str:
    """Run the flow; return what the page shows of what came."""
    tab.click(".run")
    tab.wait(f"{STATE} === {json.dumps(state)} && !document.querySelector('.run').disabled")
    shown: str = tab.run(BODY)
    return shown


def mistaken(tab: Tab, sample: Sample) -> None:
    """Give the flow something that it does not take, and see that the page says so."""
    name, text = sample.wrong
    if name == JSON:
        tab.click("[aria-pressed]")
        tab.run(f"document.querySelector('{AREA}').select()")
        tab.type(text)
    else:
        typed(tab, name, text)
    assert sample.code in ran(tab, "failed")
    if name != JSON:
        invalid = "document.querySelector('[aria-invalid=true]')"
        assert tab.run(f"{invalid}.name") == name


def ink(tab: Tab, selector: str) -> int:
    """Return how many pixels of a picture of the page are the text of what a selector finds."""
    shown = picture(tab, selector)
    each = (
        f"for (const one of document.querySelectorAll({json.dumps(f'{selector}, {selector} *')}))"
    )
    tab.run(f"{each} one.style.color = 'transparent'")
    hidden = picture(tab, selector)
    tab.run(f"{each} one.style.color = ''")
    found: int = tab.run(f"({DIFFERENCE})({json.dumps(shown)}, {json.dumps(hidden)})")
    return found


def picture(tab: Tab, selector: str) -> str:
    """Return a picture of where something is in the page, as a PNG in base64."""
    box = tab.run(
        f"(() => {{ const at = document.querySelector({json.dumps(selector)})"
        ".getBoundingClientRect(); return { x: at.x + scrollX, y: at.y + scrollY,"
        " width: at.width, height: at.height, scale: 1 }; })()"
    )
    shot = tab.tell("Page.captureScreenshot", format="png", clip=box, captureBeyondViewport=True)
    data: str = shot["data"]
    return data
