#include "core/text/count.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace vapa {

std::optional<std::uint64_t> parse_count(std::string_view text) {
  constexpr std::string_view suffixes = "kKMGT";
  constexpr std::array<std::uint64_t, 5> factors{1'000, 1'000, 1'000'000, 1'000'000'000,
                                                 1'000'000'000'000};
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  const std::size_t suffix = text.empty() ? std::string_view::npos : suffixes.find(text.back());
  const std::uint64_t factor = suffix == std::string_view::npos ? 1 : factors[suffix];
  if (factor != 1) text.remove_suffix(1);
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, hex ? 16 : 10);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (number > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
  return number * factor;
}

}  // namespace vapa
