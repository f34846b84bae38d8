#pragma once
// A cache as a list of lines that is searched from end to end; it judges vapa::Cache and shares no
// code with it.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/cache/config.hpp"
#include "core/replacement/naive.hpp"

namespace vapa {

class OracleCache {
 public:
  struct Line {
    std::uint64_t number;  ///< address / line bytes
    std::uint64_t set;
    std::uint32_t way;
    bool dirty;
  };

  explicit OracleCache(const CacheConfig& c)
      : line_bytes_(c.line.value), ways_(c.ways), sets_(c.size.value / c.line.value / c.ways) {
    for (std::uint64_t set = 0; set < sets_; ++set) {
      policies_.push_back(naive::make(c.replacement, ways_));
    }
  }

  Line* find(std::uint64_t pa) {
    for (Line& line : lines_) {
      if (line.number == pa / line_bytes_) return &line;
    }
    return nullptr;
  }

  bool access(std::uint64_t pa, bool write) {
    Line* line = find(pa);
    if (line == nullptr) return false;
    if (policies_[line->set]) policies_[line->set]->touch(line->way);
    line->dirty = line->dirty || write;
    return true;
  }

  /// `chosen`: the line that the cache replaced, which counts under random replacement. A choice
  /// that is not in the set leaves the answer empty.
  std::optional<Line> fill(std::uint64_t pa, bool dirty, std::optional<std::uint64_t> chosen) {
    Line fresh{pa / line_bytes_, pa / line_bytes_ % sets_, 0, dirty};
    std::optional<Line> victim;
    if (const auto way = free_way(fresh.set)) {
      fresh.way = *way;
    } else {
      victim = victim_of(fresh.set, chosen);
      if (!victim) return std::nullopt;
      fresh.way = victim->way;
      std::erase_if(lines_, [&](const Line& l) { return l.number == victim->number; });
    }
    if (policies_[fresh.set]) policies_[fresh.set]->insert(fresh.way);
    lines_.push_back(fresh);
    return victim;
  }

  /// Lines removed, dirty ones among them.
  std::pair<unsigned, unsigned> drop(std::uint64_t start, std::uint64_t bytes) {
    unsigned dirty = 0;
    const auto removed = std::erase_if(lines_, [&](const Line& l) {
      const std::uint64_t first = l.number * line_bytes_;
      const bool inside = first + line_bytes_ > start && first < start + bytes;
      dirty += inside && l.dirty;
      return inside;
    });
    return {static_cast<unsigned>(removed), dirty};
  }

  const std::vector<Line>& lines() const { return lines_; }

 private:
  const Line* at(std::uint64_t set, std::uint32_t way) const {
    for (const Line& line : lines_) {
      if (line.set == set && line.way == way) return &line;
    }
    return nullptr;
  }
  std::optional<std::uint32_t> free_way(std::uint64_t set) const {
    for (std::uint32_t way = 0; way < ways_; ++way) {
      if (at(set, way) == nullptr) return way;
    }
    return std::nullopt;
  }
  std::optional<Line> victim_of(std::uint64_t set, std::optional<std::uint64_t> chosen) {
    if (policies_[set]) return *at(set, policies_[set]->victim());
    for (const Line& line : lines_) {
      if (chosen && line.set == set && line.number == *chosen / line_bytes_) return line;
    }
    return std::nullopt;
  }

  std::uint64_t line_bytes_;
  std::uint32_t ways_;
  std::uint64_t sets_;
  std::vector<std::unique_ptr<naive::Policy>> policies_;
  std::vector<Line> lines_;
};

}  // namespace vapa
