#include "sw/workload/pattern/program.hpp"

#include <algorithm>
#include <array>

#include "sw/workload/pattern/places.hpp"

namespace vapa::pattern {
namespace {

constexpr std::size_t batch_events = 4096;
constexpr std::uint64_t write_stream = 0x77726974;  // apart from the addresses' random numbers
constexpr std::uint64_t choice_stream = 0x6d6978;

class BatchProgram : public Program {
 public:
  explicit BatchProgram(std::uint64_t accesses) : left_(accesses) {}

  std::span<const Event> next() final {
    const std::size_t count = std::min<std::uint64_t>(left_, batch_events);
    left_ -= count;
    fill({batch_.data(), count});
    return {batch_.data(), count};
  }
  const Call& call(std::uint32_t) const final { return no_call_; }

 private:
  virtual void fill(std::span<Event>) = 0;

  std::uint64_t left_;
  std::array<Event, batch_events> batch_{};
  Call no_call_;
};

template <class Places>
class Pattern final : public BatchProgram {
 public:
  Pattern(const Settings& s, Places places, bool depends)
      : BatchProgram(s.accesses),
        places_(std::move(places)),
        writes_(s.seed ^ write_stream),
        write_(s.write),
        base_(s.base),
        size_(static_cast<std::uint16_t>(s.size)),
        depends_(depends ? 1 : 0) {}

 private:
  void fill(std::span<Event> events) override {
    for (Event& event : events) {
      const Op op = write_ > 0 && writes_.unit() < write_ ? Op::store : Op::load;
      event = {.va = base_ + places_(), .size = size_, .op = op, .depends = depends_};
    }
  }

  Places places_;
  Random writes_;
  double write_;
  VirtAddr base_;
  std::uint16_t size_;
  std::uint8_t depends_;
};

template <class Places>
std::unique_ptr<Program> program(const Settings& s, Places places, bool depends = false) {
  return std::make_unique<Pattern<Places>>(s, std::move(places), depends);
}

std::unique_ptr<Program> make(const Spec& spec);

/// Draws the pattern of each access by weight.
class Mix final : public BatchProgram {
 public:
  explicit Mix(const Spec& spec)
      : BatchProgram(spec.settings.accesses), choice_(spec.settings.seed ^ choice_stream) {
    for (const Spec::Part& part : spec.parts) total_ += part.weight;
    std::uint64_t weights = 0;
    for (const Spec::Part& part : spec.parts) {
      Spec own = part.spec;
      own.settings.accesses =
          own.kind == Kind::phased ? share(spec.settings.accesses, part.weight) : ~std::uint64_t{0};
      weights += part.weight;
      parts_.push_back({weights, std::move(own), nullptr, {}});
    }
  }

 private:
  struct Part {
    std::uint64_t up_to;  ///< the weights of the parts so far
    Spec spec;
    std::unique_ptr<Program> program;
    std::span<const Event> left;
  };

  /// The accesses that fall on a weight, give or take: they make its phases equally long.
  std::uint64_t share(std::uint64_t accesses, std::uint64_t weight) const {
    const std::uint64_t rest = accesses % total_ * weight / total_;
    return std::max<std::uint64_t>(1, accesses / total_ * weight + rest);
  }
  void fill(std::span<Event> events) override {
    for (Event& event : events) event = take(choose());
  }
  Part& choose() {
    const std::uint64_t drawn = choice_.below(total_);
    return *std::find_if(parts_.begin(), parts_.end(),
                         [&](const Part& part) { return drawn < part.up_to; });
  }
  static Event take(Part& part) {
    if (part.left.empty() && part.program) part.left = part.program->next();
    if (part.left.empty()) {
      part.program = make(part.spec);
      part.left = part.program->next();
    }
    const Event event = part.left.front();
    part.left = part.left.subspan(1);
    return event;
  }

  Random choice_;
  std::uint64_t total_ = 0;
  std::vector<Part> parts_;
};

std::unique_ptr<Program> make(const Spec& spec) {
  const Settings& s = spec.settings;
  switch (spec.kind) {
    case Kind::sequential:
      return program(s, Steps(s, s.size));
    case Kind::stride:
      return program(s, Steps(s, s.stride));
    case Kind::uniform:
      return program(s, Uniform(s));
    case Kind::zipf:
      return program(s, Skewed(s));
    case Kind::chase:
      return program(s, Chase(s), true);
    case Kind::phased:
      return program(s, Phased(s));
    case Kind::mix:
      break;
  }
  return std::make_unique<Mix>(spec);
}

InitialMapping mapping_of(const Settings& s) {
  const VirtAddr start = VirtAddr{s.base}.align_down(traced_page_shift);
  const VirtAddr end = VirtAddr{s.base + s.footprint}.align_up(traced_page_shift);
  return {.start = start,
          .length = end - start,
          .prot = prot_read | prot_write,
          .kind = InitialMapping::Kind::data};
}

/// Parts of a mix may be told to overlap; mappings may not.
void join_overlapping(std::vector<InitialMapping>& mappings) {
  std::sort(mappings.begin(), mappings.end(),
            [](const auto& a, const auto& b) { return a.start < b.start; });
  std::vector<InitialMapping> joined;
  for (const InitialMapping& mapping : mappings) {
    if (joined.empty() || joined.back().start + joined.back().length <= mapping.start) {
      joined.push_back(mapping);
      continue;
    }
    const VirtAddr end =
        std::max(joined.back().start + joined.back().length, mapping.start + mapping.length);
    joined.back().length = end - joined.back().start;
  }
  mappings = std::move(joined);
}

}  // namespace

Process open(const Spec& spec) {
  Process process;
  process.image.name = canonical(spec);
  if (spec.kind != Kind::mix) process.image.mappings.push_back(mapping_of(spec.settings));
  for (const Spec::Part& part : spec.parts) {
    process.image.mappings.push_back(mapping_of(part.spec.settings));
  }
  join_overlapping(process.image.mappings);
  process.program = make(spec);
  return process;
}

}  // namespace vapa::pattern
