#pragma once
// What the lines read so far have named: mappings, files, actors and who of them lives.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sw/scenario/lex.hpp"
#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

/// A name of a person: throws InputError through the cursor for words of the language.
Token read_new_name(Cursor&, std::string_view what);

class Symbols {
 public:
  explicit Symbols(Scenario& scenario) : scenario_(scenario) {}

  void add_file(Cursor&, const Token& name, Size);
  std::optional<std::uint32_t> find_file(std::string_view name) const;
  std::vector<std::string> file_names() const;
  /// The file of a name that must be one.
  std::uint32_t file(Cursor&) const;

  void add_mapping(std::string name, std::uint64_t bytes) { mappings_[std::move(name)] = bytes; }
  /// Or the heap.
  bool names_mapping(std::string_view name) const;
  /// Checks that it does.
  void check_mapping(const Cursor&, const Token& name) const;
  /// Bytes; nothing for the heap, which has no size.
  std::optional<std::uint64_t> mapping_bytes(const std::string& name) const;

  /// One that lives.
  ActorId actor(const Cursor&, const Token& name) const;
  ActorId fork(Cursor&, ActorId by);
  ActorId start_thread(Cursor&, ActorId by);
  void exit(ActorId, std::uint32_t line);
  /// A process forked by the actor's that has ended and was not reaped.
  ActorId wait(Cursor&, ActorId by);

 private:
  struct Process {
    ActorId leader;
    std::size_t parent;
    unsigned living = 1;
    bool reaped = false;
  };
  struct Actor {
    std::size_t process;
    std::optional<std::uint32_t> ended = std::nullopt;  ///< at this line
  };

  ActorId add_actor(Cursor&, std::size_t process);
  std::optional<ActorId> find_actor(std::string_view name) const;
  void check_waitable(const Cursor&, const Token& name, ActorId child, ActorId by) const;

  Scenario& scenario_;
  std::map<std::string, std::uint64_t, std::less<>> mappings_;
  std::vector<Process> processes_{{ActorId{0}, ~std::size_t{0}}};
  std::vector<Actor> actors_{{0}};
};

}  // namespace vapa::scenario
