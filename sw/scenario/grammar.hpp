#pragma once
// The parts of a step, read from a cursor. All throw InputError with file, line and column.

#include "sw/scenario/lex.hpp"
#include "sw/scenario/symbols.hpp"

namespace vapa::scenario {

/// Whether a number with a unit is next.
bool at_size(const Cursor&);
/// "4 pages", "12388 bytes", "64 KiB"; fits 63 bits.
Size read_size(Cursor&);
/// "6.1"
Version read_version(Cursor&);
/// The number of a page or an offset, small enough to be added to any address.
std::uint64_t read_page(Cursor&);
std::uint64_t read_offset(Cursor&);

/// "a", "a[8]", "a[8]+16", "0x1000"
Place read_place(Cursor&, const Symbols&);
Range read_range(Cursor&, const Symbols&);

/// The verb and what follows it, up to "->".
Command read_command(Cursor&, Symbols&, ActorId by);
/// The facts behind "->".
std::vector<Expectation> read_expectations(Cursor&, const Symbols&);

}  // namespace vapa::scenario
