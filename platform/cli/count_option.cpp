#include "platform/cli/count_option.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "core/error.hpp"

namespace vapa {

std::optional<std::uint64_t> parse_count(std::string_view text) {
  constexpr std::string_view suffixes = "kKMGT";
  constexpr std::array<std::uint64_t, 5> factors{1'000, 1'000, 1'000'000, 1'000'000'000,
                                                 1'000'000'000'000};
  const std::size_t suffix = text.empty() ? std::string_view::npos : suffixes.find(text.back());
  const std::uint64_t factor = suffix == std::string_view::npos ? 1 : factors[suffix];
  if (factor != 1) text.remove_suffix(1);
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if (number > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
  return number * factor;
}

CLI::Option* add_count(CLI::App& command, const std::string& name, std::uint64_t& value,
                       const std::string& description) {
  const auto store = [&value, name](const std::string& text) {
    const auto count = parse_count(text);
    if (!count) {
      throw InputError(
          fmt::format("{} {}: must be a count such as 5000, 10k, 1M or 2G", name, text));
    }
    value = *count;
  };
  return command.add_option_function<std::string>(name, store, description)->type_name("N");
}

}  // namespace vapa
