#include "sw/scenario/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

void add_faults(Facts& facts, const Answer& answer) {
  if (answer.minor_faults != 0) facts.push_back(fmt::format("minflt {}", answer.minor_faults));
  if (answer.major_faults != 0) facts.push_back(fmt::format("majflt {}", answer.major_faults));
}

/// The processor does not tell the address of every signal.
bool has_address(kernel::Signal signal) {
  return signal != kernel::Signal::segv_kernel && signal != kernel::Signal::out_of_memory;
}

std::string signal_fact(const Raised& raised, const Places& places) {
  std::string text(text_of(signal_words, static_cast<std::uint64_t>(raised.signal)));
  return has_address(raised.signal) ? text + " at " + places.text(raised.address) : text;
}

constexpr std::uint64_t kib(std::uint64_t bytes) { return bytes >> 10U << 10U; }

bool tells_of_fault(std::string_view fact) {
  return fact.starts_with("minflt ") || fact.starts_with("majflt ") || fact.starts_with("SIG");
}

}  // namespace

std::string result_fact(std::int64_t result) {
  if (result >= 0) return "ok";
  const auto number = static_cast<std::uint64_t>(-result);
  const std::string_view name = text_of(error_words, number);
  return name.empty() ? fmt::format("error {}", number) : std::string(name);
}

Facts touch_facts(const Answer& answer, const Places& places) {
  Facts facts;
  if (!answer.values.empty()) facts.push_back(values_text(answer.values));
  if (answer.raised) facts.push_back(signal_fact(*answer.raised, places));
  add_faults(facts, answer);
  if (std::ranges::none_of(facts, tells_of_fault)) facts.emplace_back("no fault");
  return facts;
}

Facts call_facts(Facts result, const Answer& answer) {
  add_faults(result, answer);
  return result;
}

Facts file_facts(const Answer& answer, bool write) {
  constexpr std::int64_t all = sizeof(std::uint64_t);
  if (answer.result < 0) return call_facts({result_fact(answer.result)}, answer);
  if (answer.result != all) return call_facts({fmt::format("{} bytes", answer.result)}, answer);
  return call_facts({write ? "ok" : values_text(answer.values)}, answer);
}

Facts smaps_facts(std::span<const Area> areas) {
  if (areas.empty()) return {areas_text(0)};
  Facts facts;
  for (const AreaField& field : area_fields) {
    std::uint64_t sum = 0;
    // Linux tells whole KiB of each area.
    for (const Area& area : areas) sum += kib(area.*field.amount);
    if (sum == 0 && !facts.empty()) continue;
    facts.push_back(fmt::format("{} {}", field.text, amount_text(sum)));
  }
  return facts;
}

Facts area_facts(std::span<const Area> areas, const Places& places) {
  Facts facts{areas_text(areas.size())};
  for (const Area& area : areas) {
    facts.push_back(fmt::format("{} {}{}", places.text(area.start, area.end),
                                text_of(prot_words, area.prot), area.shared ? " shared" : ""));
  }
  return facts;
}

std::string fact_text(const Expectation& e, const Places& places) {
  std::string text = e.head;
  if (e.place) {
    const VirtAddr from = places.address(e.place->first);
    const bool area = !e.tail.empty();
    text += text.empty() ? "" : " ";
    text += area ? places.text(from, from + places.bytes(*e.place)) : places.text(from);
  }
  return e.tail.empty() ? text : text + " " + e.tail;
}

bool met(const Expectation& e, const Facts& facts, const Places& places) {
  const std::string text = fact_text(e, places);
  const auto shown = [&](std::string_view start) {
    return std::ranges::any_of(facts, [&](const auto& fact) { return fact.starts_with(start); });
  };
  if (std::ranges::find(facts, text) != facts.end()) return true;
  if (text == "no fault") return std::ranges::none_of(facts, tells_of_fault);
  // A signal may be told without its kind or its address.
  if (text.starts_with("SIG")) return shown(text + " ");
  // What is zero is not shown.
  const bool zero = !e.place && text.size() > 2 && text.ends_with(" 0") && text[0] > '9';
  return zero && !shown(std::string_view(text).substr(0, text.size() - 1));
}

}  // namespace vapa::scenario
