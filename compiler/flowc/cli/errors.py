"""F00x: what only the command line can find wrong."""

from dataclasses import dataclass

from flowc.text.diagnostic import Error, Help, Placeless
from flowc.text.suggest import nearest

SHOWN = 4
"""How many names a message lists."""


@dataclass(frozen=True, slots=True)
class MissingKey(Placeless):
    """`flowc build` was given no key to sign with.

    Every archive is signed. Make a key once, then name it at each build, or in `$FLOWC_KEY`:

    ```
    flowc keygen flowc.key --trust trust.toml
    flowc build shop.flow --key flowc.key
    ```
    """

    code = "F006"
    title = "there is no key to sign with"

    @property
    def label(self) -> str:
        return "neither `--key` nor `$FLOWC_KEY` names one"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("make one with `flowc keygen flowc.key`, then build with `--key flowc.key`"),)


@dataclass(frozen=True, slots=True)
class BadEpoch(Placeless):
    """`$SOURCE_DATE_EPOCH` is not a whole number of seconds.

    It is the time that an archive says it was made at, in seconds since 1970, so that two builds
    of one source give the same bytes:

    ```
    SOURCE_DATE_EPOCH=1767225600 flowc build shop.flow --key flowc.key
    ```

    Leave it unset for an archive that names no time.
    """

    code = "F007"
    title = "this is no time"
    found: str

    @property
    def label(self) -> str:
        return f"`$SOURCE_DATE_EPOCH` is `{self.found}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("give whole seconds since 1970, before the year 10000, or unset it"),)


@dataclass(frozen=True, slots=True)
class MissingExtra(Placeless):
    """A command needs a library that comes with an extra of flowc.

    Most installations have no use for it, so it is left out unless asked for:

    ```
    pip install 'flowc[lsp]'
    ```
    """

    code = "F012"
    title = "a part of flowc is not installed"
    extra: str
    library: str

    @property
    def label(self) -> str:
        return f"this command needs `{self.library}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"install it: `pip install 'flowc[{self.extra}]'`"),)


@dataclass(frozen=True, slots=True)
class KeylessFailed(Placeless):
    """An archive could not be signed by name.

    Sigstore's services must be reachable, and there must be an identity: a token in
    `$SIGSTORE_ID_TOKEN`, a CI that gives its jobs one, or a terminal, from which a browser opens:

    ```
    flowc sign dist/shop.flowpack --keyless
    ```

    Nothing was written. Keys need neither: `flowc sign dist/shop.flowpack --key flowc.key`.
    """

    code = "F080"
    title = "this could not be signed by name"
    reason: str

    @property
    def label(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class HalfALogin(Placeless):
    """A name was given without its password, or the other way round.

    The password is read from the first line of stdin, so that no list of processes shows it:

    ```
    echo "$TOKEN" | flowc push shop.flowpack ghcr.io/acme/shop:1 --username me --password-stdin
    ```
    """

    code = "F081"
    title = "this is half a login"

    @property
    def label(self) -> str:
        return "`--username` and `--password-stdin` go together"


@dataclass(frozen=True, slots=True)
class UnknownFlow(Placeless):
    """A flow was named that none of the given files has.

    ```
    flowc graph shop.flow --flow check-out
    ```

    Names are as in the source. Without `--flow`, all flows are drawn.
    """

    code = "F020"
    title = "there is no such flow"
    wanted: str
    known: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"no flow is named `{self.wanted}`"

    @property
    def help(self) -> tuple[Help, ...]:
        close = nearest(self.wanted, self.known) or self.known
        return (Help("there is " + ", ".join(f"`{one}`" for one in close)),) if close else ()


@dataclass(frozen=True, slots=True)
class MissingProgram(Placeless):
    """A picture was asked for, and the program that lays it out is not installed.

    `flowc graph` writes Mermaid and DOT by itself; for SVG it runs `dot` of Graphviz:

    ```
    flowc graph shop.flow --to svg --output shop.svg
    ```

    Install Graphviz with your system's packages (`apt install graphviz`, `brew install graphviz`),
    and see that `dot` is on the path.
    """

    code = "F021"
    title = "a program that this needs is not installed"
    program: str
    package: str
    instead: str

    @property
    def label(self) -> str:
        return f"`{self.program}` is not on the path"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"install {self.package}, or {self.instead}"),)


@dataclass(frozen=True, slots=True)
class ProgramFailed(Placeless):
    """A program that flowc ran ended with an error of its own, or took too long.

    Its last words stand in the message. To look closer, give it the same input by hand:

    ```
    flowc graph shop.flow --to dot | dot -Tsvg
    ```
    """

    code = "F022"
    title = "a program that flowc ran has failed"
    program: str
    reason: str

    @property
    def label(self) -> str:
        return f"`{self.program}`: {self.reason}"


@dataclass(frozen=True, slots=True)
class NoExecutable(Placeless):
    """An executable cannot be made of this flow, or not for this machine.

    It is for x86-64 and aarch64 Linux, and has nobody that could answer for a service. A flow that
    asks one is sealed in an archive, which `flowrt run` runs:

    ```
    flowc build shop.flow --key flowc.key
    flowrt run dist/shop.flowpack --trust trust.toml
    ```
    """

    code = "F028"
    title = "no executable can be made of this"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave out `--target exe`, and run the archive with `flowrt run`"),)


@dataclass(frozen=True, slots=True)
class BadEngine(Placeless):
    """An executable for another machine needs the engine's library for that machine.

    It is in the wheel of wasmtime for that machine, of just the version that flowc has:

    ```
    pip download wasmtime==50.0.1 --no-deps --platform manylinux2014_aarch64 --only-binary :all:
    flowc build hello.flow --key flowc.key --target exe:aarch64-linux --engine wasmtime-*.whl
    ```
    """

    code = "F090"
    title = "the engine for this machine cannot be used"
    path: str
    machine: str
    reason: str

    @property
    def label(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else f"{self.machine}: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"give wasmtime's wheel for {self.machine} with `--engine`"),)


@dataclass(frozen=True, slots=True)
class NotCompressed(Placeless):
    """`--compress` makes executables small; an archive is mapped as it lies.

    ```
    flowc build hello.flow --key flowc.key --target exe --compress
    ```
    """

    code = "F091"
    title = "only executables are compressed"
    target: str

    @property
    def label(self) -> str:
        return f"--target {self.target} --compress"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("add `--target exe`, or leave out `--compress`"),)


@dataclass(frozen=True, slots=True)
class FolderExists(Placeless):
    """A project would be made where there is something already.

    `flowc new` makes a folder and never writes into one that exists:

    ```
    flowc new shop
    ```
    """

    code = "F023"
    title = "there is something of that name already"
    path: str

    @property
    def label(self) -> str:
        return f"`{self.path}` exists"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("choose another name, or move it away first"),)


@dataclass(frozen=True, slots=True)
class BadProjectName(Placeless):
    """A project's name cannot name a package.

    The last part of the path becomes the package's name, so it is written as names in a flow are:
    lowercase words joined by `-`, each starting with a letter, at most 60 characters in all.

    ```
    flowc new price-list
    ```
    """

    code = "F024"
    title = "this cannot name a package"
    found: str
    close: str

    @property
    def label(self) -> str:
        return f"`{self.found}`: expected lowercase words joined by `-`, no keyword"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"`{self.close}` would do"),) if self.close else ()


@dataclass(frozen=True, slots=True)
class NowhereToWrite(Placeless):
    """Several forms of a build were asked for, one of them binary, and no folder to put them in.

    One form, or several texts, can go to stdout. A binary and texts cannot be told apart there:

    ```
    flowc build shop.flow --emit wat,wasm -o out
    ```

    writes `out/shop.wat` and `out/shop.wasm`.
    """

    code = "F026"
    title = "these forms need a folder"
    forms: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{', '.join(f'`{form}`' for form in self.forms)}, of which `wasm` is no text"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("name a folder with `-o`"),)


@dataclass(frozen=True, slots=True)
class NotCompilable(Placeless):
    """The engine refuses to compile the fused component.

    Signatures are read from components without looking at their code, so that a component whose
    code is not valid is found only here; so is one that is too large for the engine. The engine's
    own words say what it met. To see whether a component is valid by itself:

    ```
    wasm-tools validate components/pricing.wasm
    ```
    """

    code = "F027"
    title = "the engine cannot compile this package"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("validate the components that the flow uses, one by one"),)


@dataclass(frozen=True, slots=True)
class NotRebuildable(Placeless):
    """An archive cannot be made again with this flowc, so nothing was compared.

    The same bytes come from the same compiler and the same engine alone. The archive's header says
    which they were, and so does its provenance:

    ```
    flowrt inspect shop.flowpack
    pip install 'flowc==0.1.0'
    ```
    """

    code = "F050"
    title = "this flowc cannot make the archive again"
    reason: str

    @property
    def label(self) -> str:
        return self.reason

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("install the release that the archive names, and compare with that"),)


@dataclass(frozen=True, slots=True)
class NothingCompared(Placeless):
    """An archive holds code, and none of it can be compared on this machine.

    Code is made again for the machine that flowc runs on. `flowc rebuild --check` compares it where
    the archive's code would run, or compares all else when it is given the sources:

    ```
    flowc rebuild --check shop.flowpack shop.flow --trust trust.toml
    ```
    """

    code = "F051"
    title = "none of the archive's code can be compared here"
    targets: tuple[str, ...]
    here: str

    @property
    def label(self) -> str:
        there = ", ".join(f"`{one}`" for one in self.targets)
        return f"it is for {there}, and this is `{self.here}`"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("run this on one of those machines, or give the flow it was built from"),)


@dataclass(frozen=True, slots=True)
class NotTheSame(Placeless):
    """An archive was made again, and is not what it is said to be made from.

    The report names each field and blob that differs, and where. Look first at what went in: an
    `input` that differs is another file than the one that was built, and makes others differ. If
    nothing but `native` differs, then the code is not that of the component beside it.

    ```
    flowc rebuild --check shop.flowpack shop.flow --trust trust.toml
    ```
    """

    code = "F052"
    title = "the archive is not what was made here again"
    differing: tuple[str, ...]

    @property
    def label(self) -> str:
        some = ", ".join(f"`{one}`" for one in self.differing[:SHOWN])
        rest = len(self.differing) - SHOWN
        return f"{some} and {rest} more differ" if rest > 0 else f"{some}: not the same"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("do not run it before you know why; see `flowc explain F052`"),)


@dataclass(frozen=True, slots=True)
class NotFormatted(Error):
    """`flowc fmt --check` found a flow that is not in its one layout.

    Nothing is wrong with the flow; `flowc fmt` would lay it out differently. To see how, and to
    have it done:

    ```
    flowc fmt --diff shop.flow
    flowc fmt shop.flow
    ```

    What a flow means, its comments and the spelling of its literals stay as they are.
    """

    code = "F008"
    title = "this flow is not formatted"
    path: str

    @property
    def label(self) -> str:
        return "the first line that would change"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"run `flowc fmt {self.path}`"),)


@dataclass(frozen=True, slots=True)
class UnknownForm(Placeless):
    """A picture was to be written to a file whose name does not say in which form.

    ```
    flowc graph shop.flow --output shop.png
    ```

    `.mmd` and `.mermaid` are Mermaid, `.dot` and `.gv` are DOT, `.svg` is SVG; for any other name
    `--to` says it. Graphviz makes the rest of DOT: `flowc graph shop.flow --to dot | dot -Tpng`.
    """

    code = "F025"
    title = "the form of a picture is not known"
    name: str
    suffixes: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"`{self.name}`: the suffix tells of no form"

    @property
    def help(self) -> tuple[Help, ...]:
        known = ", ".join(f"`{one}`" for one in self.suffixes)
        return (Help(f"use one of {known}, or say `--to mermaid`, `--to dot` or `--to svg`"),)
