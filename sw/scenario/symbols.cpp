#include "sw/scenario/symbols.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/nearest.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

constexpr std::size_t longest_name = 40;
constexpr std::size_t most_actors = 64;
constexpr std::size_t most_files = 64;
constexpr std::uint64_t largest_file = std::uint64_t{256} << 20U;

constexpr std::string_view reserved[] = {
    "at",   "anywhere", "noreplace", "hint",   "from",    "neither", "private", "to",
    "huge", "file",     "since",     "before", heap_name, "pages",   "page",    "bytes"};

bool is_reserved(std::string_view name) {
  return std::ranges::find(reserved, name) != std::end(reserved) || value_of(map_words, name) ||
         value_of(remap_words, name) || value_of(unit_words, name);
}

}  // namespace

Token read_new_name(Cursor& cursor, std::string_view what) {
  const Token name = cursor.expect_word(what);
  if (is_reserved(name.text)) {
    cursor.fail(name, fmt::format("'{}' is a word of the language; choose another", name.text));
  }
  if (name.text.size() > longest_name) {
    cursor.fail(name, fmt::format("a name has at most {} letters", longest_name));
  }
  return name;
}

void Symbols::add_file(Cursor& cursor, const Token& name, Size size) {
  if (find_file(name.text)) {
    cursor.fail(name, fmt::format("there is a file '{}' already", name.text));
  }
  if (size.bytes() == 0) cursor.fail(name, fmt::format("the file '{}' is empty", name.text));
  if (size.bytes() > largest_file) {
    cursor.fail(
        name, fmt::format("the file '{}' is larger than {}", name.text, amount_text(largest_file)));
  }
  if (scenario_.files.size() == most_files) {
    cursor.fail(name, fmt::format("a scenario has at most {} files", most_files));
  }
  scenario_.files.push_back({std::string(name.text), size});
}

std::optional<std::uint32_t> Symbols::find_file(std::string_view name) const {
  const auto found = std::ranges::find(scenario_.files, name, &NamedFile::name);
  if (found == scenario_.files.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - scenario_.files.begin());
}

std::uint32_t Symbols::file(Cursor& cursor) const {
  const Token name = cursor.expect_word("a file");
  if (const auto found = find_file(name.text)) return *found;
  cursor.fail(name,
              fmt::format("unknown file '{}'{}", name.text, did_you_mean(name.text, file_names())));
}

std::vector<std::string> Symbols::file_names() const {
  std::vector<std::string> names;
  for (const NamedFile& file : scenario_.files) names.push_back(file.name);
  return names;
}

bool Symbols::names_mapping(std::string_view name) const {
  return name == heap_name || mappings_.contains(name);
}

void Symbols::check_mapping(const Cursor& cursor, const Token& name) const {
  if (names_mapping(name.text)) return;
  std::vector<std::string> names{std::string(heap_name)};
  for (const auto& [known, bytes] : mappings_) names.push_back(known);
  cursor.fail(name,
              fmt::format("unknown mapping '{}'{}", name.text, did_you_mean(name.text, names)));
}

std::optional<std::uint64_t> Symbols::mapping_bytes(const std::string& name) const {
  const auto found = mappings_.find(name);
  return found == mappings_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ActorId> Symbols::find_actor(std::string_view name) const {
  const auto found = std::ranges::find(scenario_.actors, name);
  if (found == scenario_.actors.end()) return std::nullopt;
  return ActorId{static_cast<std::uint32_t>(found - scenario_.actors.begin())};
}

ActorId Symbols::actor(const Cursor& cursor, const Token& name) const {
  const auto found = find_actor(name.text);
  if (!found) {
    cursor.fail(name, fmt::format("unknown actor '{}'{}; fork and thread begin them", name.text,
                                  did_you_mean(name.text, scenario_.actors)));
  }
  if (const auto ended = actors_[found->value].ended) {
    cursor.fail(name, fmt::format("'{}' has ended in line {}", name.text, *ended));
  }
  return *found;
}

ActorId Symbols::add_actor(Cursor& cursor, std::size_t process) {
  const Token name = read_new_name(cursor, "a name for it");
  if (find_actor(name.text)) {
    cursor.fail(name, fmt::format("there is an actor '{}' already", name.text));
  }
  if (actors_.size() == most_actors) {
    cursor.fail(name, fmt::format("a scenario has at most {} actors", most_actors));
  }
  scenario_.actors.emplace_back(name.text);
  actors_.push_back({process});
  return ActorId{static_cast<std::uint32_t>(actors_.size() - 1)};
}

ActorId Symbols::fork(Cursor& cursor, ActorId by) {
  const ActorId child = add_actor(cursor, processes_.size());
  processes_.push_back({child, actors_[by.value].process});
  return child;
}

ActorId Symbols::start_thread(Cursor& cursor, ActorId by) {
  const std::size_t process = actors_[by.value].process;
  const ActorId thread = add_actor(cursor, process);
  ++processes_[process].living;
  return thread;
}

void Symbols::exit(ActorId actor, std::uint32_t line) {
  actors_[actor.value].ended = line;
  --processes_[actors_[actor.value].process].living;
}

void Symbols::check_waitable(const Cursor& cursor, const Token& name, ActorId child,
                             ActorId by) const {
  const Process& process = processes_[actors_[child.value].process];
  const auto fail = [&](std::string_view why) {
    cursor.fail(name, fmt::format("'{}' {}", name.text, why));
  };
  if (process.leader != child) fail("is a thread; only processes are waited for");
  if (process.parent != actors_[by.value].process) fail("is no child of the one who waits");
  if (process.living != 0) fail("has not ended; let it and its threads exit first");
  if (process.reaped) fail("was waited for already");
}

ActorId Symbols::wait(Cursor& cursor, ActorId by) {
  const Token name = cursor.expect_word("the name of a child");
  const auto child = find_actor(name.text);
  if (!child) {
    cursor.fail(name, fmt::format("unknown actor '{}'{}", name.text,
                                  did_you_mean(name.text, scenario_.actors)));
  }
  check_waitable(cursor, name, *child, by);
  processes_[actors_[child->value].process].reaped = true;
  return *child;
}

}  // namespace vapa::scenario
