#include "sw/scenario/parse.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "core/text/nearest.hpp"
#include "sw/scenario/grammar.hpp"

namespace vapa::scenario {
namespace {

constexpr std::size_t longest_line = 500;
constexpr std::size_t most_steps = 10'000;
constexpr std::uint64_t longest_file = std::uint64_t{1} << 20U;

/// Without blanks around it.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

class Parser {
 public:
  explicit Parser(std::string_view file) : source_{file, 0} {}

  Scenario parse(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (scenario_.steps.empty()) {
      throw InputError(fmt::format("{}: the scenario has no step", source_.file));
    }
    return std::move(scenario_);
  }

 private:
  void line(std::string_view text) {
    ++source_.number;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.size() > longest_line) {
      source_.fail(longest_line + 1, fmt::format("a line has at most {} bytes", longest_line));
    }
    Cursor cursor(text, source_);
    describe(trimmed(text));
    if (cursor.at_end()) return;
    if (!header(cursor)) step(cursor);
    if (!cursor.at_end()) {
      cursor.fail(fmt::format("'{}' is too much in this line", cursor.peek().text));
    }
  }

  /// The first comment, line by line, tells what the scenario shows.
  void describe(std::string_view text) {
    described_ = described_ || (!text.starts_with('#') && !(text.empty() && first_));
    if (described_) return;
    if (text.empty()) return;
    text.remove_prefix(1);
    if (text.starts_with(' ')) text.remove_prefix(1);
    scenario_.description += fmt::format("{}{}", first_ ? "" : "\n", text);
    first_ = false;
  }

  bool header(Cursor& cursor) {
    const Token word = cursor.peek();
    const bool is_header = word.text == "since" || word.text == "huge" || word.text == "file";
    if (!is_header || cursor.at_mark("=", 1) || cursor.at_mark(":", 1)) return false;
    if (!scenario_.steps.empty()) {
      cursor.fail(fmt::format("'{}' stands before the first step", word.text));
    }
    cursor.take();
    if (word.text == "since") {
      scenario_.since = read_version(cursor);
    } else if (word.text == "file") {
      const Token name = read_new_name(cursor, "a name for the file");
      symbols_.add_file(cursor, name, read_size(cursor));
    } else {
      if (!cursor.accept_word("pages")) cursor.fail_instead("'pages'");
      scenario_.huge_pages = true;
    }
    return true;
  }

  void step(Cursor& cursor) {
    if (scenario_.steps.size() == most_steps) {
      cursor.fail(fmt::format("a scenario has at most {} steps", most_steps));
    }
    Step step;
    step.spot = cursor.spot();
    const bool other = cursor.at_mark(":", 1);
    const Token actor{Token::Kind::word, scenario_.actors.front(), step.spot.column};
    step.actor = symbols_.actor(cursor, other ? cursor.expect_word("an actor") : actor);
    if (other) cursor.take();
    if (cursor.at_mark("=", 1)) read_assigned(cursor, step);
    step.command = read_command(cursor, symbols_, step.actor);
    note_mapping(cursor, step);
    if (cursor.accept_mark("->")) step.expected = read_expectations(cursor, symbols_);
    scenario_.steps.push_back(std::move(step));
  }

  void read_assigned(Cursor& cursor, Step& step) {
    assigned_ = read_new_name(cursor, "a name for the mapping");
    step.name = assigned_.text;
    cursor.take();
  }

  void note_mapping(const Cursor& cursor, const Step& step) {
    const auto* const map = std::get_if<MapStep>(&step.command);
    const auto* const remap = std::get_if<RemapStep>(&step.command);
    if (step.name.empty()) return;
    if (map == nullptr && remap == nullptr) {
      cursor.fail(assigned_, "only mmap and mremap give something that can have a name");
    }
    symbols_.add_mapping(step.name, map != nullptr ? map->size.bytes() : remap->to.bytes());
  }

  LineSource source_;
  Scenario scenario_;
  Symbols symbols_{scenario_};
  Token assigned_;
  bool first_ = true;       ///< no line of the description yet
  bool described_ = false;  ///< it is complete
};

}  // namespace

Scenario parse(std::string_view text, std::string_view file) { return Parser(file).parse(text); }

Scenario parse_file(const std::string& path) {
  return parse(read_text_file(path, longest_file), path);
}

}  // namespace vapa::scenario
