#pragma once
// What a step shows, as text: the answer of a world without what differs from run to run.

#include <span>
#include <string>
#include <vector>

#include "sw/scenario/places.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

using Facts = std::vector<std::string>;

/// "ok", or the name of the error.
std::string result_fact(std::int64_t result);
/// Values of loads, the signal, faults or "no fault".
Facts touch_facts(const Answer&, const Places&);
/// `result` and what else a call answered, then faults where there were some.
Facts call_facts(Facts result, const Answer&);
/// Of 8 bytes read or written in a file.
Facts file_facts(const Answer&, bool write);
/// The sums over areas: rss, then what is not zero.
Facts smaps_facts(std::span<const Area>);
/// Their number, place and rights.
Facts area_facts(std::span<const Area>, const Places&);

/// Whether the facts are as the step expects it. Versions are not looked at.
bool met(const Expectation&, const Facts&, const Places&);
/// The fact that would meet it.
std::string fact_text(const Expectation&, const Places&);

}  // namespace vapa::scenario
