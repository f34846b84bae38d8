// Expectations are read into the words that a step would show (facts.cpp), so that "4 pages" is
// "16 KiB" and 0x5 is 5.

#include <fmt/format.h>

#include <algorithm>

#include "core/text/nearest.hpp"
#include "sw/scenario/grammar.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

constexpr std::uint64_t most_values = 65'536;

bool at_fact_end(const Cursor& in) {
  const std::string_view word = in.peek().text;
  return in.at_end() || in.at_mark(",") || (in.at_word() && (word == "since" || word == "before"));
}

void add_run(Cursor& in, std::vector<std::uint64_t>& values, std::uint64_t first,
             std::uint64_t count, std::uint64_t step) {
  if (count > most_values - values.size()) in.fail("more values than a step can read");
  for (std::uint64_t n = 0; n < count; ++n) values.push_back(first + n * step);
}

/// Behind a value: "x3", "..12" or nothing.
void read_run(Cursor& in, std::vector<std::uint64_t>& values, std::uint64_t first) {
  const Token next = in.peek();
  if (in.accept_mark("..")) {
    const std::uint64_t last = in.expect_number("the last value");
    if (last < first) in.fail(next, "values count up");
    if (last - first >= most_values) in.fail(next, "more values than a step can read");
    return add_run(in, values, first, last - first + 1, 1);
  }
  const bool times = in.at_word() && next.text.size() > 1 && next.text[0] == 'x';
  if (!times) return add_run(in, values, first, 1, 0);
  in.take();
  std::uint64_t count = 0;
  for (const char c : next.text.substr(1)) {
    if (c < '0' || c > '9') in.fail(next, "expected a number of times such as x3");
    count = std::min(count * 10 + static_cast<std::uint64_t>(c - '0'), most_values + 1);
  }
  add_run(in, values, first, count, 0);
}

void read_values(Cursor& in, Expectation& fact) {
  std::vector<std::uint64_t> values;
  while (in.at_number()) read_run(in, values, in.expect_number("a value"));
  fact.head = values_text(values);
}

void read_amount(Cursor& in, Expectation& fact) {
  const Token at = in.peek();
  std::uint64_t bytes = 0;
  if (at_size(in)) {
    bytes = read_size(in).bytes();
  } else if (in.expect_number("an amount such as 16 KiB") != 0) {
    in.fail(at, fmt::format("{} of what? write an amount such as 16 KiB", at.text));
  }
  fact.head += " " + amount_text(bytes);
}

/// "SIGSEGV [MAPERR] [at PLACE]"
void read_signal(Cursor& in, const Symbols& symbols, Expectation& fact) {
  if (in.at_word() && in.peek().text != "at" && !at_fact_end(in)) {
    const Token code = in.take();
    fact.head += fmt::format(" {}", code.text);
    if (!value_of(signal_words, fact.head)) {
      in.fail(code, fmt::format("unknown signal '{}'; there are {}", fact.head,
                                fmt::join(texts_of(signal_words), ", ")));
    }
  }
  if (!in.accept_word("at")) return;
  fact.head += " at";
  fact.place = Range{read_place(in, symbols), std::nullopt, std::nullopt};
}

/// "a[0..3] rw [shared]"
void read_area(Cursor& in, const Symbols& symbols, Expectation& fact) {
  fact.place = read_range(in, symbols);
  const Token prot = in.expect_word("a protection");
  if (!value_of(prot_words, prot.text)) {
    in.fail(prot, fmt::format("unknown protection '{}'", prot.text));
  }
  fact.tail = prot.text;
  if (in.accept_word("shared")) fact.tail += " shared";
}

bool names_field(std::string_view name) {
  return std::ranges::find(area_fields, name, &AreaField::text) != std::end(area_fields);
}

[[noreturn]] void fail_unknown(const Cursor& in, const Token& word) {
  std::vector<std::string> known{"ok",    "no fault",  "minflt",  "majflt",  "in place",
                                 "moved", "elsewhere", "no area", "SIGSEGV", "SIGBUS"};
  for (const AreaField& field : area_fields) known.emplace_back(field.text);
  for (const std::string& error : texts_of(error_words)) known.push_back(error);
  in.fail(word, fmt::format("unknown fact '{}'{}", word.text, did_you_mean(word.text, known)));
}

/// "no fault", "in place": two words.
bool read_pair(Cursor& in, Expectation& fact) {
  constexpr std::string_view pairs[] = {"no fault", "no area", "in place", "as hinted"};
  if (!in.at_word(1)) return false;
  const std::string both = fmt::format("{} {}", in.peek().text, in.peek(1).text);
  if (std::ranges::find(pairs, both) == std::end(pairs)) return false;
  in.take();
  in.take();
  fact.head = both;
  return true;
}

void read_word_fact(Cursor& in, const Symbols& symbols, Expectation& fact) {
  if (read_pair(in, fact)) return;
  const bool area = in.at_mark("[", 1) || in.at_word(1);
  const Token word = in.peek();
  const std::string_view text = word.text;
  const bool plain = text == "ok" || text == "moved" || text == "elsewhere";
  if (area && symbols.names_mapping(text)) return read_area(in, symbols, fact);
  in.take();
  fact.head = text;
  if (plain || value_of(error_words, text)) return;
  if (text == "minflt" || text == "majflt") {
    fact.head += fmt::format(" {}", in.expect_number("a number of faults"));
  } else if (text == "SIGSEGV" || text == "SIGBUS" || text == "SIGKILL") {
    read_signal(in, symbols, fact);
  } else if (names_field(text)) {
    read_amount(in, fact);
  } else {
    fail_unknown(in, word);
  }
}

/// "3 areas", "4 bytes" or values.
void read_number_fact(Cursor& in, const Symbols& symbols, Expectation& fact) {
  const std::string_view next = in.at_word(1) ? in.peek(1).text : "";
  const bool sized = in.at_number(1) && in.at_word(2) && value_of(unit_words, in.peek(2).text);
  if (next == "area" || next == "areas") {
    const std::uint64_t count = in.expect_number("a number of areas");
    in.take();
    fact.head = areas_text(count);
  } else if (next == "bytes") {
    fact.head = fmt::format("{} bytes", in.expect_number("a number of bytes"));
    in.take();
  } else if (sized || value_of(prot_words, next)) {
    read_area(in, symbols, fact);
  } else {
    read_values(in, fact);
  }
}

Expectation read_expectation(Cursor& in, const Symbols& symbols) {
  Expectation fact;
  fact.spot = in.spot();
  if (in.at_number()) {
    read_number_fact(in, symbols, fact);
  } else if (in.at_word()) {
    read_word_fact(in, symbols, fact);
  } else {
    in.fail_instead("a fact");
  }
  if (in.accept_word("since")) fact.since = read_version(in);
  if (in.accept_word("before")) fact.before = read_version(in);
  return fact;
}

}  // namespace

std::vector<Expectation> read_expectations(Cursor& in, const Symbols& symbols) {
  std::vector<Expectation> all;
  do {
    all.push_back(read_expectation(in, symbols));
  } while (in.accept_mark(","));
  return all;
}

}  // namespace vapa::scenario
