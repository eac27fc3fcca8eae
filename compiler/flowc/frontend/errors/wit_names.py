"""F280 to F289: what `.wit` files mean together: names, packages, gates, worlds."""

from dataclasses import dataclass

from flowc.frontend.errors.wording import listed, suggestion
from flowc.text.diagnostic import Error, Help, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class UnknownInWit(Error):
    """A `.wit` file names an interface, world or type that does not exist.

    ```wit
    interface shop {
      record line { sku: string }
      total: func(lines: list<lime>) -> u32;
    }
    ```

    A type is looked for in its interface and among what that `use`s; an interface in the file,
    in its top-level `use`s, and in the other files of its package. What is `@unstable` is not
    there unless its feature is asked for.
    """

    code = "F280"
    title = "a `.wit` file names what does not exist"
    kind: str
    name: str
    where: str
    near: tuple[str, ...] = ()
    feature: str = ""

    @property
    def label(self) -> str:
        return f"there is no {self.kind} `{self.name}` in {self.where}"

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.feature:
            return ()
        return (f"`{self.name}` is unstable: it needs the feature `{self.feature}`",)

    @property
    def help(self) -> tuple[Help, ...]:
        return suggestion(self.near, self.span)


@dataclass(frozen=True, slots=True)
class UnknownPackage(Error):
    """A `.wit` file names a package that is not there.

    ```wit
    use wasi:clocks/wall-clock@0.2.0.{datetime};
    ```

    Packages that others need stand in the folder `deps` beside the `.wit` files: one folder or
    one file for each. The version has to be the very one that the package gives itself.
    """

    code = "F281"
    title = "a package is missing"
    package: str
    versions: tuple[str, ...]
    near: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"there is no package `{self.package}`"

    @property
    def help(self) -> tuple[Help, ...]:
        if self.versions:
            return (Help(f"there is {listed(self.versions)}: name that version"),)
        if self.near:
            return (Help(f"there is {listed(self.near)}"),)
        return (Help("put its `.wit` files into the folder `deps`"),)


@dataclass(frozen=True, slots=True)
class WrongKindInWit(Error):
    """A name in a `.wit` file stands for something of another kind than is wanted.

    ```wit
    interface files {
      record stat { size: u64 }
      show: func(s: borrow<stat>);
    }
    ```

    Only resources are owned or borrowed, only types have values, `use` and `import` name
    interfaces, and `include` names a world.
    """

    code = "F282"
    title = "a `.wit` file names something of another kind"
    name: str
    found: str
    expected: str

    @property
    def label(self) -> str:
        return f"`{self.name}` is {self.found}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class DuplicateInWit(Error):
    """A name is given twice in a `.wit` file.

    ```wit
    interface clock {
      now: func() -> u64;
      type now = u64;
    }
    ```

    Types and functions of an interface share their names, as do fields, cases and parameters each
    among themselves. Names that differ in capitals or in `-` alone count as the same.
    """

    code = "F283"
    title = "a name is given twice"
    name: str
    first_name: str
    first: Span

    @property
    def label(self) -> str:
        if self.name == self.first_name:
            return f"`{self.name}` is there already"
        return f"`{self.name}` counts as the same name as `{self.first_name}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, f"`{self.first_name}` is first given here"),)


@dataclass(frozen=True, slots=True)
class CycleInWit(Error):
    """Types, interfaces, worlds or packages of WIT need each other in a circle.

    ```wit
    interface tree {
      record node { value: u32, children: list<node> }
    }
    ```

    No value of WIT holds another of its own type. Keep the nodes in one list and let each name
    its children by their place in it.
    """

    code = "F284"
    title = "this depends on itself"
    kind: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        first = self.names[0]
        if len(self.names) == 1:
            return f"the {self.kind} `{first}` needs itself"
        return f"the {self.kind} `{first}` needs {listed(self.names[1:])}, and so itself"


@dataclass(frozen=True, slots=True)
class PackageUnclear(Error):
    """It is not clear which package a `.wit` file belongs to.

    ```wit
    package acme:time;
    package acme:dates { interface calendar {} }
    package acme:dates { interface holidays {} }
    ```

    One file of a folder names the package, and the others name the same one or none. A package
    stands in one place only.
    """

    code = "F285"
    title = "the package of a file is not clear"
    problem: str
    other: Label | None = None

    @property
    def label(self) -> str:
        return self.problem

    @property
    def secondary(self) -> tuple[Label, ...]:
        return () if self.other is None else (self.other,)


@dataclass(frozen=True, slots=True)
class GateTooNew(Error):
    """Something is `@since` a version that its package has not reached.

    ```wit
    package acme:time@1.0.0;

    @since(version = 1.1.0)
    interface clock {}
    ```

    A package with `@since` in it has a version, and that is at least the one named.
    """

    code = "F286"
    title = "a gate names a version that is not there yet"
    since: str
    package: str
    version: str

    @property
    def label(self) -> str:
        if not self.version:
            return f"`{self.package}` has no version to be compared with {self.since}"
        return f"`{self.package}` is at {self.version}"


@dataclass(frozen=True, slots=True)
class WorldUnclear(Error):
    """A world's imports and exports cannot be told apart.

    ```wit
    package acme:both;
    world one { import now: func() -> u64; }
    world two { import now: func() -> string; }
    world both {
      include one;
      include two;
    }
    ```

    Here both worlds import a function of one name. Rename one of them:
    `include two with { now as now-text }`. What an exported interface uses is imported, unless it
    is exported as well; it cannot be both for one world.
    """

    code = "F287"
    title = "a world is not clear"
    problem: str
    advice: str = ""

    @property
    def label(self) -> str:
        return self.problem

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help(self.advice),) if self.advice else ()


@dataclass(frozen=True, slots=True)
class BadResult(Error):
    """A function's result is none that it may have.

    ```wit
    resource file;
    open: func(path: string) -> borrow<file>;
    ```

    What is borrowed cannot be given out; return `own<file>`, or `file` for short. A constructor
    gives its resource, or `result<file, ..>` where it may fail.
    """

    code = "F288"
    title = "a function cannot return this"
    problem: str

    @property
    def label(self) -> str:
        return self.problem


@dataclass(frozen=True, slots=True)
class TooLargeInWit(Error):
    """A type or world of WIT is larger than the compiler takes.

    ```wit
    flags many { a, b, c }
    ```

    That one is well. Flags have up to 32 labels; a type written out has up to 100 000 parts and
    100 levels; all worlds together have up to 100 000 imports and exports.
    """

    code = "F289"
    title = "this is too large"
    problem: str

    @property
    def label(self) -> str:
        return self.problem
