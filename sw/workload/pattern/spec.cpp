#include "sw/workload/pattern/spec.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "core/error.hpp"
#include "core/text/nearest.hpp"
#include "core/types.hpp"
#include "sw/workload/access_limit.hpp"
#include "sw/workload/pattern/random.hpp"

namespace vapa::pattern {
namespace {

constexpr unsigned part_alignment = 21;  // parts of a mix start in 2 MiB pages of their own

const KindInfo* find_kind(std::string_view name) {
  const auto* found = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const KindInfo& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : found;
}

const KindInfo& info(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

/// "a,b[c,d],e" → "a" "b[c,d]" "e"
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[') ++depth;
    if (text[at] == ']' && depth > 0) --depth;
    if (text[at] != ',' || depth > 0) continue;
    pieces.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  if (begin < text.size() || !pieces.empty()) pieces.push_back(text.substr(begin));
  return pieces;
}

class Parser {
 public:
  Parser(std::string_view whole, std::uint64_t seed) : whole_(whole), seed_(seed) {}

  Spec parse(std::string_view text, bool part) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const KindInfo* kind = find_kind(name);
    if (kind == nullptr) unknown_pattern(name);
    Spec spec;
    spec.kind = kind->kind;
    spec.settings.seed = seed_;
    if (part && spec.kind == Kind::mix) fail("mix: a part cannot be a mix; add its parts instead");
    given_.clear();
    if (colon != std::string_view::npos) pieces(spec, text.substr(colon + 1), part);
    if (spec.kind == Kind::mix) {
      place_parts(spec);
    } else {
      judge(spec);
    }
    return spec;
  }

 private:
  void pieces(Spec& spec, std::string_view text, bool part) {
    std::vector<std::string_view> parts;
    for (const std::string_view piece : split(text)) {
      if (spec.kind == Kind::mix && piece.find('[') != std::string_view::npos) {
        parts.push_back(piece);
      } else {
        parameter(spec, piece, part);
      }
    }
    const std::uint64_t mix_seed = spec.settings.seed;
    for (const std::string_view piece : parts) {
      // Parts that name no seed differ from each other, and with the seed of the mix.
      std::uint64_t state = mix_seed + parts_seen_++;
      seed_ = split_mix(state) >> 32U;
      add_part(spec, piece);
    }
  }

  void parameter(Spec& spec, std::string_view piece, bool part) {
    const std::string_view kind = info(spec.kind).name;
    const std::size_t equals = piece.find('=');
    const std::string_view name = piece.substr(0, equals);
    const Parameter* found = find_parameter(spec.kind, name);
    if (found == nullptr) unknown_parameter(spec.kind, name);
    if (equals == std::string_view::npos) fail(kind, name, "has no value; write NAME=VALUE");
    if (part && name == "accesses") fail(kind, name, "belongs to the mix, not to a part of it");
    if (std::find(given_.begin(), given_.end(), name) != given_.end()) {
      fail(kind, name, "is given twice; leave one out");
    }
    given_.push_back(name);
    try {
      set(spec.settings, *found, piece.substr(equals + 1));
    } catch (const std::invalid_argument& mend) {
      fail(kind, piece, mend.what());
    }
  }

  void add_part(Spec& mix, std::string_view piece) {
    const std::size_t open = piece.find('[');
    const bool shaped = open >= 2 && piece[open - 1] == '*' && piece.back() == ']';
    std::uint64_t weight = 0;
    const auto [stop, error] = std::from_chars(piece.data(), piece.data() + piece.size(), weight);
    if (!shaped || error != std::errc{} || stop != piece.data() + open - 1 || weight == 0 ||
        weight > 1'000'000) {
      fail("mix", piece, "write a part as WEIGHT*[PATTERN:…] with a weight from 1 to 1000000");
    }
    Spec part = parse(piece.substr(open + 1, piece.size() - open - 2), true);
    part_has_base_.push_back(std::find(given_.begin(), given_.end(), "base") != given_.end());
    mix.parts.push_back({weight, std::move(part)});
  }

  /// Parts without a base follow each other.
  void place_parts(Spec& mix) {
    if (mix.parts.empty()) fail("mix: it has no parts; write mix:3*[uniform],1*[chase]");
    if (mix.settings.accesses == 0) fail("mix", "accesses=0", "must be at least 1");
    VirtAddr next{Settings{}.base};
    for (std::size_t index = 0; index < mix.parts.size(); ++index) {
      Settings& part = mix.parts[index].spec.settings;
      if (!part_has_base_[index]) part.base = next.value;
      judge(mix.parts[index].spec);
      next = std::max(next, VirtAddr{part.base + part.footprint}.align_up(part_alignment));
    }
  }

  void judge(Spec& spec) {
    Settings& s = spec.settings;
    const std::string_view kind = info(spec.kind).name;
    if (s.footprint == 0) fail(kind, "footprint=0", "must be at least one access");
    if (s.accesses == 0) fail(kind, "accesses=0", "must be at least 1");
    if (s.size == 0 || s.size > max_access_size) fail(kind, "size", "must be from 1 to 4096 bytes");
    if (s.size > s.footprint) fail(kind, "size", "must not be larger than the footprint");
    if (s.base + (s.footprint - 1) < s.base ||
        s.base + s.footprint > ~std::uint64_t{0} - max_access_size) {
      fail(kind, "base", "must leave room for the footprint below 2^64");
    }
    if (spec.kind == Kind::stride && s.stride == 0) fail(kind, "stride=0", "must be at least 1");
    if (spec.kind == Kind::zipf) judge_zipf(s);
    if (spec.kind == Kind::chase) judge_place(kind, "node", s.node, s);
    if (spec.kind == Kind::phased) judge_phased(s);
  }

  void judge_zipf(const Settings& s) {
    if (!(s.alpha > 0 && s.alpha <= 10)) fail("zipf", "alpha", "must be above 0 and at most 10");
    judge_place("zipf", "granule", s.granule, s);
  }

  void judge_place(std::string_view kind, std::string_view name, std::uint64_t bytes,
                   const Settings& s) {
    if (bytes < s.size || bytes > s.footprint) {
      fail(kind, name, "must hold one access and fit the footprint");
    }
  }

  void judge_phased(Settings& s) {
    if (s.phases == 0) fail("phased", "phases=0", "must be at least 1");
    if (s.working_set == 0) s.working_set = s.footprint / s.phases;
    judge_place("phased", "working_set", s.working_set, s);
  }

  static const Parameter* find_parameter(Kind kind, std::string_view name) {
    const auto* found = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) {
      return p.name == name && (p.kinds & in(kind)) != 0;
    });
    return found == parameters.end() ? nullptr : found;
  }

  [[noreturn]] void unknown_pattern(std::string_view name) {
    std::vector<std::string> names;
    names.reserve(kinds.size());
    for (const KindInfo& kind : kinds) names.emplace_back(kind.name);
    fail("unknown pattern '" + std::string(name) + "'" + did_you_mean(name, names));
  }
  [[noreturn]] void unknown_parameter(Kind kind, std::string_view name) {
    std::vector<std::string> names;
    for (const Parameter& p : parameters) {
      if ((p.kinds & in(kind)) != 0) names.emplace_back(p.name);
    }
    fail(std::string(info(kind).name) + ": unknown parameter '" + std::string(name) + "'" +
         did_you_mean(name, names));
  }
  [[noreturn]] void fail(std::string_view kind, std::string_view what, std::string_view mend) {
    fail(std::string(kind) + ": " + std::string(what) + ": " + std::string(mend));
  }
  [[noreturn]] void fail(const std::string& message) {
    throw InputError("workload '" + std::string(whole_) + "': " + message);
  }

  std::string_view whole_;
  std::uint64_t seed_;
  std::uint64_t parts_seen_ = 0;
  std::vector<std::string_view> given_;  ///< names, of the pattern that is being read
  std::vector<bool> part_has_base_;
};

}  // namespace

bool names_pattern(std::string_view text) {
  return find_kind(text.substr(0, text.find(':'))) != nullptr;
}

Spec parse(std::string_view text, std::uint64_t seed) {
  return Parser(text, seed).parse(text, false);
}

namespace {

/// A part of a mix has no length of its own.
std::string written(const Spec& spec, bool is_part) {
  std::string out(info(spec.kind).name);
  char separator = ':';
  for (const Parameter& parameter : parameters) {
    if ((parameter.kinds & in(spec.kind)) == 0) continue;
    if (is_part && parameter.name == "accesses") continue;
    ((((out += separator) += parameter.name) += '=') += get(spec.settings, parameter));
    separator = ',';
  }
  for (const Spec::Part& part : spec.parts) {
    out += ',' + std::to_string(part.weight) + "*[" + written(part.spec, true) + ']';
  }
  return out;
}

}  // namespace

std::string canonical(const Spec& spec) { return written(spec, false); }

}  // namespace vapa::pattern
