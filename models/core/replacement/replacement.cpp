#include "core/replacement/replacement.hpp"

#include <algorithm>

namespace vapa {
namespace {

constexpr std::uint8_t srrip_distant = 3;  // 2-bit prediction: 3 is replaced
constexpr std::uint8_t srrip_long = 2;     // of a new occupant

bool has_stamps(Replacement policy) {
  return policy == Replacement::lru || policy == Replacement::fifo;
}

bool has_bits(Replacement policy) {
  return policy == Replacement::plru || policy == Replacement::srrip;
}

}  // namespace

// splitmix64's last steps (Steele, Lea, Flood, OOPSLA 2014), so that seeds side by side begin far
// apart.
std::uint32_t first_random(std::uint64_t seed) noexcept {
  std::uint64_t x = seed + 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return static_cast<std::uint32_t>(x >> 32U) | 1U;
}

ReplacementState::ReplacementState(Replacement policy, std::uint32_t sets, std::uint32_t ways,
                                   std::uint64_t seed)
    : policy_(policy), ways_(ways), random_(first_random(seed)) {
  const std::size_t slots = std::size_t{sets} * ways;
  if (has_stamps(policy)) stamps_.resize(slots);
  if (has_bits(policy)) bits_.resize(slots, policy == Replacement::srrip ? srrip_distant : 0);
}

void ReplacementState::touch_other(std::uint32_t slot) noexcept {
  if (policy_ == Replacement::plru) point_away(slot);
  if (policy_ == Replacement::srrip) bits_[slot] = 0;
}

void ReplacementState::insert(std::uint32_t slot) noexcept {
  if (has_stamps(policy_)) stamps_[slot] = ++clock_;
  if (policy_ == Replacement::plru) point_away(slot);
  if (policy_ == Replacement::srrip) bits_[slot] = srrip_long;
}

std::uint32_t ReplacementState::victim(std::uint32_t set) noexcept {
  const std::uint32_t first = set * ways_;
  switch (policy_) {
    case Replacement::plru:
      return first + follow_tree(set);
    case Replacement::random:
      return first + draw();
    case Replacement::srrip:
      return first + most_distant(set);
    case Replacement::lru:
    case Replacement::fifo:
      break;
  }
  return first + oldest(set);
}

// Nodes of the tree count from 1; node n has the children 2n and 2n + 1. A bit names the side
// that was used longer ago.
void ReplacementState::point_away(std::uint32_t slot) noexcept {
  const std::uint32_t way = slot & (ways_ - 1);
  std::uint8_t* tree = &bits_[slot - way];
  for (std::uint32_t node = way + ways_; node > 1; node /= 2) {
    tree[node / 2] = static_cast<std::uint8_t>(~node & 1U);
  }
}

std::uint32_t ReplacementState::follow_tree(std::uint32_t set) const noexcept {
  const std::uint8_t* tree = &bits_[std::size_t{set} * ways_];
  std::uint32_t node = 1;
  while (node < ways_) node = 2 * node + tree[node];
  return node - ways_;
}

std::uint32_t ReplacementState::oldest(std::uint32_t set) const noexcept {
  const auto first = stamps_.begin() + static_cast<std::ptrdiff_t>(std::size_t{set} * ways_);
  return static_cast<std::uint32_t>(std::min_element(first, first + ways_) - first);
}

// xorshift (Marsaglia, Journal of Statistical Software 8.14, 2003): exclusive ors only, so that
// hardware can have it.
std::uint32_t ReplacementState::draw() noexcept {
  random_ ^= random_ << 13U;
  random_ ^= random_ >> 17U;
  random_ ^= random_ << 5U;
  return static_cast<std::uint32_t>((std::uint64_t{random_} * ways_) >> 32U);
}

std::uint32_t ReplacementState::most_distant(std::uint32_t set) noexcept {
  const auto first = bits_.begin() + static_cast<std::ptrdiff_t>(std::size_t{set} * ways_);
  const auto found = std::max_element(first, first + ways_);
  const auto age = static_cast<std::uint8_t>(srrip_distant - *found);
  std::for_each(first, first + ways_,
                [age](std::uint8_t& bits) { bits = static_cast<std::uint8_t>(bits + age); });
  return static_cast<std::uint32_t>(found - first);
}

}  // namespace vapa
