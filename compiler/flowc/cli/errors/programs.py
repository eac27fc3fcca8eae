"""F02x, F09x: programs that draw, and programs that are made."""

from dataclasses import dataclass

from flowc.text.diagnostic import Help, Placeless


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

    It is for one of the machines that `flowc build --help` lists, and has nobody that could answer
    for a service. A flow that asks one is sealed in an archive, which `flowrt run` runs:

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

    It is in the wheel of wasmtime for that machine, of just the version that flowc has, as its
    makers published it. Without `--engine` it is fetched once and kept:

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
        return f"{self.path}: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(f"give wasmtime's wheel for {self.machine} with `--engine`"),)


@dataclass(frozen=True, slots=True)
class NotCompressed(Placeless):
    """`--compress` makes executables small, which unpack themselves and become what they hold.

    That is something which a program can do on Linux alone. An archive is mapped as it lies.

    ```
    flowc build hello.flow --key flowc.key --target exe --compress
    ```
    """

    code = "F091"
    title = "only executables for Linux are compressed"
    target: str

    @property
    def label(self) -> str:
        return f"--target {self.target} --compress"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("leave out `--compress`, or add `--target exe:x86_64-linux`"),)


@dataclass(frozen=True, slots=True)
class EngineNotFetched(Placeless):
    """The engine's library for another machine could not be fetched.

    `flowc` has pip download wasmtime's wheel for that machine, once, from the index that pip is set
    up with. Where there is no network, fetch it elsewhere and give it:

    ```
    pip download wasmtime==50.0.1 --no-deps --platform win_amd64 --only-binary :all:
    flowc build hello.flow --key flowc.key --target exe:x86_64-windows --engine wasmtime-*.whl
    ```
    """

    code = "F092"
    title = "the engine for this machine cannot be fetched"
    machine: str
    reason: str
    platform: str

    @property
    def label(self) -> str:
        return f"{self.machine}: {self.reason}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (
            Help(
                "fetch it where it can be, by `pip download wasmtime==50.0.1 --no-deps --platform"
                f" {self.platform} --only-binary :all:`, and give it with `--engine`"
            ),
        )


@dataclass(frozen=True, slots=True)
class NotThin(Placeless):
    """`--thin` leaves the engine out of an executable, and there is nothing else that it does.

    An archive has no engine. A thin executable is not compressed, as its engine was most of it:

    ```
    flowc build hello.flow --key flowc.key --target exe --thin
    flowrt engine
    ./dist/hello
    ```
    """

    code = "F093"
    title = "nothing can be left out of this"
    target: str
    compress: bool

    @property
    def label(self) -> str:
        return f"--target {self.target} --thin{' --compress' if self.compress else ''}"

    @property
    def help(self) -> tuple[Help, ...]:
        return (
            Help("give `--thin` with `--target exe` and without `--compress`, or leave it out"),
        )
