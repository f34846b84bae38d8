#include "sw/scenario/print.hpp"

#include <fmt/format.h>

#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

std::string word_or_number(std::span<const Word> words, std::uint64_t value) {
  const std::string_view word = text_of(words, value);
  return word.empty() ? fmt::format("{:#x}", value) : std::string(word);
}

std::string value_text(std::uint64_t value, bool counting) {
  if (counting) return number_text(value) + "..";
  return value == return_instruction ? "ret" : number_text(value);
}

/// Prints what stands behind the actor and the name.
struct Printer {
  const Scenario& scenario;

  const std::string& actor(ActorId id) const { return scenario.actors[id.value]; }

  std::string operator()(const TouchStep& s) const {
    if (s.op == Op::load) return "read " + print(s.range);
    if (s.op == Op::fetch) return "fetch " + print(s.range);
    return fmt::format("write {} {}", print(s.range), value_text(s.value, s.counting));
  }

  std::string operator()(const MapStep& s) const {
    std::string text = fmt::format("mmap {} {}", print(s.size), word_or_number(prot_words, s.prot));
    if ((s.flags & (map_shared | map_private)) == 0) text += " neither";
    text += texts_of_bits(map_words, s.flags);
    if (s.file) text += " " + scenario.files[*s.file].name;
    if (s.from != 0) text += fmt::format(" from {}", s.from);
    if (s.placing == MapStep::Placing::next_free) return text;
    if (s.placing == MapStep::Placing::anywhere) return text + " anywhere";
    text += " at " + print(s.at);
    if (s.placing == MapStep::Placing::noreplace) text += " noreplace";
    if (s.placing == MapStep::Placing::hint) text += " hint";
    return text;
  }

  std::string operator()(const RangeStep& s) const {
    const std::string range = print(s.range);
    switch (s.name) {
      case Syscall::mprotect:
        return fmt::format("mprotect {} {}", range, word_or_number(prot_words, s.argument));
      case Syscall::madvise:
        return fmt::format("madvise {} {}", range, word_or_number(advice_words, s.argument));
      case Syscall::msync:
        return fmt::format("msync {}{}", range, sync_text(s.argument));
      case Syscall::mlock:
        return fmt::format("mlock {}{}", range, s.argument != 0 ? " onfault" : "");
      case Syscall::munlock:
        return "munlock " + range;
      default:
        return "munmap " + range;
    }
  }

  static std::string sync_text(std::uint64_t flags) {
    const std::uint64_t async = value_of(sync_words, "async").value();
    const bool plain = flags < 8 && ((flags & async) != 0) != ((flags & sync_now) != 0);
    return plain ? texts_of_bits(sync_words, flags) : fmt::format(" {:#x}", flags);
  }

  std::string operator()(const RemapStep& s) const {
    std::string text = fmt::format("mremap {} to {}{}", print(s.range), print(s.to),
                                   texts_of_bits(remap_words, s.flags));
    if (s.at) text += fmt::format(" at {}{}", print(*s.at), s.hint ? " hint" : "");
    return text;
  }

  std::string operator()(const BreakStep& s) const {
    if (s.kind == BreakStep::Kind::to) return "brk " + print(s.to);
    return fmt::format("brk {}{}", s.kind == BreakStep::Kind::grow ? '+' : '-', print(s.by));
  }

  std::string operator()(const FileStep& s) const {
    std::string text =
        fmt::format("{} {}[{}]", s.write ? "pwrite" : "pread", scenario.files[s.file].name, s.page);
    if (s.offset != 0) text += fmt::format("+{}", s.offset);
    return s.write ? text + " " + value_text(s.value, false) : text;
  }

  std::string operator()(const ForkStep& s) const { return "fork " + actor(s.child); }
  std::string operator()(const ThreadStep& s) const { return "thread " + actor(s.thread); }
  std::string operator()(const WaitStep& s) const { return "wait " + actor(s.child); }
  std::string operator()(const ExitStep& s) const {
    return s.status == 0 ? "exit" : fmt::format("exit {}", s.status);
  }
  std::string operator()(const SmapsStep& s) const { return "smaps " + print(s.range); }
  std::string operator()(const VmasStep& s) const {
    return s.range ? "vmas " + print(*s.range) : "vmas";
  }
};

std::string description_text(const std::string& description) {
  std::string text = description.empty() ? "" : "# ";
  for (const char c : description) text += c == '\n' ? "\n# " : std::string(1, c);
  return description.empty() ? text : text + "\n\n";
}

}  // namespace

std::string print(const Place& place) {
  if (place.name.empty()) return fmt::format("{:#x}", place.offset);
  std::string text = place.name;
  if (place.page != 0) text += fmt::format("[{}]", place.page);
  if (place.offset != 0) text += fmt::format("+{}", place.offset);
  return text;
}

std::string print(const Range& range) {
  const Place& first = range.first;
  if (range.size) return fmt::format("{} {}", print(first), print(*range.size));
  if (!range.pages || first.name.empty()) return print(first);
  std::string text = fmt::format("{}[{}", first.name, first.page);
  if (*range.pages > 1) text += fmt::format("..{}", first.page + *range.pages - 1);
  return text + (first.offset == 0 ? "]" : fmt::format("]+{}", first.offset));
}

std::string print(const Size& size) {
  std::string_view unit = unit_words[static_cast<unsigned>(size.unit)].text;
  if (size.count == 1 && unit.ends_with('s')) unit.remove_suffix(1);
  return fmt::format("{} {}", size.count, unit);
}

std::string print(Version v) { return fmt::format("{}.{}", v.value / 100, v.value % 100); }

std::string print(const Expectation& e) {
  std::string text = e.head;
  if (e.place) text += (text.empty() ? "" : " ") + print(*e.place);
  if (!e.tail.empty()) text += " " + e.tail;
  if (e.since) text += " since " + print(*e.since);
  if (e.before) text += " before " + print(*e.before);
  return text;
}

std::string print(const Step& step, const Scenario& scenario) {
  std::string text;
  if (step.actor.value != 0) text += scenario.actors[step.actor.value] + ": ";
  if (!step.name.empty()) text += step.name + " = ";
  return text + std::visit(Printer{scenario}, step.command);
}

std::string print(const Scenario& scenario) {
  std::string text = description_text(scenario.description);
  if (scenario.since.value != 0) text += fmt::format("since {}\n", print(scenario.since));
  if (scenario.huge_pages) text += "huge pages\n";
  for (const NamedFile& file : scenario.files) {
    text += fmt::format("file {} {}\n", file.name, print(file.size));
  }
  for (const Step& step : scenario.steps) {
    text += print(step, scenario);
    for (const Expectation& e : step.expected) {
      text += (&e == &step.expected.front() ? " -> " : ", ") + print(e);
    }
    text += '\n';
  }
  return text;
}

}  // namespace vapa::scenario
