"""What an executable is made of, by the addresses in its own program headers."""

from flowc.bundle import macho_program, pe_program
from flowc.bundle.elf import HEADER_SIZE, LOAD, PROGRAM_HEADERS, Elf
from flowc.bundle.macho import MAGIC, Macho
from flowc.bundle.pe import Pe


def weights(program: bytes) -> tuple[tuple[str, int], ...]:
    """Return the parts of an executable and their sizes in the file, which are all of it."""
    if program.startswith(b"MZ"):
        return pe_program.weights_of(Pe(program))
    if program.startswith(MAGIC):
        return macho_program.weights_of(Macho(program))
    elf = Elf(program)
    *_, last = elf.of_kind(LOAD)
    (table,) = elf.of_kind(PROGRAM_HEADERS)
    if table.offset == HEADER_SIZE:  # as linkers put it; ours lies behind the engine
        return (("unpacker", len(program) - last.held), ("compressed executable", last.held))
    return (
        ("engine", table.offset),
        ("launcher", last.offset - table.offset),
        ("archive", last.held),
    )
