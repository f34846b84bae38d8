#include <fmt/format.h>

#include <algorithm>

#include "core/text/nearest.hpp"
#include "sw/scenario/extent.hpp"
#include "sw/scenario/grammar.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

/// So that no scenario fills the memory of whoever plays it.
constexpr std::uint64_t most_touched = 65'536;

struct Reader {
  Cursor& in;
  Symbols& symbols;
  ActorId by;
};

/// A word of the table or, for odd calls, the number itself.
std::uint64_t read_word(Cursor& in, std::span<const Word> words, std::string_view what) {
  if (in.at_number()) return in.expect_number(what);
  const Token token = in.expect_word(what);
  if (const auto value = value_of(words, token.text)) return *value;
  in.fail(token, fmt::format("unknown {} '{}'{}", what, token.text,
                             did_you_mean(token.text, texts_of(words))));
}

std::uint64_t read_prot(Cursor& in) {
  return read_word(in, prot_words, "protection (r, w, x together or none)");
}

/// Bits of the words of the table that follow.
std::uint64_t read_words(Cursor& in, std::span<const Word> words) {
  std::uint64_t bits = 0;
  while (in.at_word() && value_of(words, in.peek().text)) {
    bits |= *value_of(words, in.take().text);
  }
  return bits;
}

std::uint64_t read_value(Cursor& in) {
  if (in.accept_word("ret")) return return_instruction;
  return in.expect_number("a value");
}

bool at_value(const Cursor& in) {
  return in.at_number() || (in.at_word() && in.peek().text == "ret");
}

Range read_touched(Reader r) {
  const Token at = r.in.peek();
  Range range = read_range(r.in, r.symbols);
  const auto whole = r.symbols.mapping_bytes(range.first.name);
  if (!range.pages && !range.size && !whole) {
    r.in.fail(at, "the heap has no size; say which pages: heap[0..3]");
  }
  const std::uint64_t pages = pages_of(range, whole.value_or(0));
  if (pages == 0) r.in.fail(at, "no page is touched");
  if (pages > most_touched) {
    r.in.fail(at, fmt::format("{} pages; a step touches at most {}", pages, most_touched));
  }
  if (VirtAddr{range.first.offset}.to_block_end(page_shift) < sizeof(std::uint64_t)) {
    r.in.fail(at, "the 8 bytes reach into the next page");
  }
  return range;
}

Command read_load(Reader r) { return TouchStep{Op::load, read_touched(r)}; }
Command read_fetch(Reader r) { return TouchStep{Op::fetch, read_touched(r)}; }

Command read_store(Reader r) {
  TouchStep step{Op::store, read_touched(r)};
  if (at_value(r.in)) step.value = read_value(r.in);
  step.counting = r.in.accept_mark("..");
  return step;
}

/// A range that must have a length.
Range read_sized(Reader r) {
  const Token at = r.in.peek();
  Range range = read_range(r.in, r.symbols);
  if (!range.pages && !range.size && !r.symbols.mapping_bytes(range.first.name)) {
    r.in.fail(at, "the heap has no size; say which pages: heap[0..3]");
  }
  return range;
}

void read_map_file(Reader r, MapStep& step) {
  const Token name = r.in.peek();
  if (!r.symbols.find_file(name.text)) {
    std::vector<std::string> known = texts_of(map_words);
    known.insert(known.end(), {"private", "neither", "at", "noreplace", "hint", "anywhere"});
    for (const std::string& file : r.symbols.file_names()) known.push_back(file);
    r.in.fail(name, fmt::format("'{}' is neither an option of mmap nor a file{}", name.text,
                                did_you_mean(name.text, known)));
  }
  if (step.file) r.in.fail(name, "a mapping has one file");
  step.file = r.symbols.file(r.in);
  if (r.in.accept_word("from")) {
    r.in.accept_word("page");
    step.from = read_page(r.in);
  }
}

/// "at PLACE [noreplace|hint]"
void read_placing(Reader r, MapStep& step) {
  step.at = read_place(r.in, r.symbols);
  step.placing = MapStep::Placing::fixed;
  if (r.in.accept_word("noreplace")) step.placing = MapStep::Placing::noreplace;
  if (r.in.accept_word("hint")) step.placing = MapStep::Placing::hint;
}

/// MAP_PRIVATE unless another type is named.
std::uint64_t read_sharing(Cursor& in) {
  if (in.accept_word("shared")) return map_shared;
  if (in.accept_word("neither")) return 0;
  in.accept_word("private");
  return map_private;
}

Command read_map(Reader r) {
  MapStep step;
  step.size = read_size(r.in);
  step.prot = read_prot(r.in);
  step.flags = read_sharing(r.in);
  while (r.in.at_word()) {
    if (const std::uint64_t bits = read_words(r.in, std::span(map_words).subspan(1))) {
      step.flags |= bits;
    } else if (r.in.accept_word("anywhere")) {
      step.placing = MapStep::Placing::anywhere;
    } else if (r.in.accept_word("at")) {
      read_placing(r, step);
    } else {
      read_map_file(r, step);
    }
  }
  return step;
}

Command read_unmap(Reader r) { return RangeStep{Syscall::munmap, read_sized(r)}; }

Command read_protect(Reader r) {
  RangeStep step{Syscall::mprotect, read_sized(r)};
  step.argument = read_prot(r.in);
  return step;
}

Command read_advise(Reader r) {
  RangeStep step{Syscall::madvise, read_sized(r)};
  step.argument = read_word(r.in, advice_words, "advice");
  return step;
}

Command read_sync(Reader r) {
  RangeStep step{Syscall::msync, read_sized(r)};
  if (r.in.at_number()) {
    step.argument = r.in.expect_number("flags");
  } else {
    step.argument = read_words(r.in, sync_words);
    if ((step.argument & value_of(sync_words, "async").value()) == 0) step.argument |= sync_now;
  }
  return step;
}

Command read_lock(Reader r) {
  RangeStep step{Syscall::mlock, read_sized(r)};
  step.argument = r.in.accept_word("onfault") ? 1 : 0;
  return step;
}

Command read_unlock(Reader r) { return RangeStep{Syscall::munlock, read_sized(r)}; }

Command read_remap(Reader r) {
  RemapStep step;
  step.range = read_sized(r);
  if (!r.in.accept_word("to")) r.in.fail_instead("'to' and the new size");
  step.to = read_size(r.in);
  step.flags = read_words(r.in, remap_words);
  if (r.in.accept_word("at")) {
    step.at = read_place(r.in, r.symbols);
    step.hint = r.in.accept_word("hint");
  }
  return step;
}

Command read_break(Reader r) {
  BreakStep step;
  if (r.in.accept_mark("+")) {
    step.by = read_size(r.in);
  } else if (r.in.accept_mark("-")) {
    step.kind = BreakStep::Kind::shrink;
    step.by = read_size(r.in);
  } else {
    step.kind = BreakStep::Kind::to;
    step.to = read_place(r.in, r.symbols);
  }
  return step;
}

FileStep read_file_place(Reader r) {
  FileStep step;
  step.file = r.symbols.file(r.in);
  if (r.in.accept_mark("[")) {
    step.page = read_page(r.in);
    r.in.expect_mark("]", "behind the page");
  }
  if (r.in.accept_mark("+")) step.offset = read_offset(r.in);
  return step;
}

Command read_pread(Reader r) { return read_file_place(r); }

Command read_pwrite(Reader r) {
  FileStep step = read_file_place(r);
  step.write = true;
  if (at_value(r.in)) step.value = read_value(r.in);
  return step;
}

Command read_fork(Reader r) { return ForkStep{r.symbols.fork(r.in, r.by)}; }
Command read_thread(Reader r) { return ThreadStep{r.symbols.start_thread(r.in, r.by)}; }
Command read_wait(Reader r) { return WaitStep{r.symbols.wait(r.in, r.by)}; }

Command read_exit(Reader r) {
  constexpr std::uint64_t highest = 255;
  const Token at = r.in.peek();
  const std::uint64_t status = r.in.at_number() ? r.in.expect_number("a status") : 0;
  if (status > highest) r.in.fail(at, "a status is at most 255");
  r.symbols.exit(r.by, r.in.spot().line);
  return ExitStep{static_cast<std::uint8_t>(status)};
}

Command read_smaps(Reader r) { return SmapsStep{read_sized(r)}; }

Command read_vmas(Reader r) {
  VmasStep step;
  if (!r.in.at_end() && !r.in.at_mark("->")) step.range = read_sized(r);
  return step;
}

struct Verb {
  std::string_view name;
  Command (*read)(Reader);
};
constexpr Verb verbs[] = {
    {"read", read_load},      {"write", read_store},   {"fetch", read_fetch},
    {"mmap", read_map},       {"munmap", read_unmap},  {"mprotect", read_protect},
    {"madvise", read_advise}, {"msync", read_sync},    {"mlock", read_lock},
    {"munlock", read_unlock}, {"mremap", read_remap},  {"brk", read_break},
    {"pread", read_pread},    {"pwrite", read_pwrite}, {"fork", read_fork},
    {"thread", read_thread},  {"exit", read_exit},     {"wait", read_wait},
    {"smaps", read_smaps},    {"vmas", read_vmas}};

}  // namespace

Command read_command(Cursor& in, Symbols& symbols, ActorId by) {
  const Token name = in.expect_word("a verb");
  const auto verb = std::ranges::find(verbs, name.text, &Verb::name);
  if (verb == std::end(verbs)) {
    std::vector<std::string> names;
    for (const Verb& known : verbs) names.emplace_back(known.name);
    in.fail(name, fmt::format("unknown verb '{}'{}", name.text, did_you_mean(name.text, names)));
  }
  return verb->read({in, symbols, by});
}

}  // namespace vapa::scenario
