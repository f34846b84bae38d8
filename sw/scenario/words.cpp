#include "sw/scenario/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vapa::scenario {

std::optional<std::uint64_t> value_of(std::span<const Word> words, std::string_view text) {
  const auto found = std::ranges::find(words, text, &Word::text);
  return found == words.end() ? std::nullopt : std::optional(found->value);
}

std::string_view text_of(std::span<const Word> words, std::uint64_t value) {
  const auto found = std::ranges::find(words, value, &Word::value);
  return found == words.end() ? std::string_view() : found->text;
}

std::vector<std::string> texts_of(std::span<const Word> words) {
  std::vector<std::string> texts;
  for (const Word& word : words) texts.emplace_back(word.text);
  return texts;
}

std::string texts_of_bits(std::span<const Word> words, std::uint64_t bits) {
  std::string text;
  for (const Word& word : words) {
    if ((bits & word.value) != 0) text += fmt::format(" {}", word.text);
  }
  return text;
}

std::string number_text(std::uint64_t value) {
  constexpr std::uint64_t readable = 1'000'000;
  return value < readable ? fmt::format("{}", value) : fmt::format("{:#x}", value);
}

std::string amount_text(std::uint64_t bytes) {
  constexpr std::uint64_t kib = 1024, mib = kib * kib;
  if (bytes == 0) return "0";
  if (bytes % mib == 0) return fmt::format("{} MiB", bytes / mib);
  if (bytes % kib == 0) return fmt::format("{} KiB", bytes / kib);
  return fmt::format("{} bytes", bytes);
}

std::string areas_text(std::uint64_t count) {
  if (count == 0) return "no area";
  return count == 1 ? "1 area" : fmt::format("{} areas", count);
}

std::string values_text(std::span<const std::uint64_t> values) {
  const auto run = [&](std::size_t begin, std::uint64_t step) {
    std::size_t end = begin + 1;
    while (end < values.size() && values[end] == values[end - 1] + step) ++end;
    return end - begin;
  };
  constexpr std::size_t worth_counting = 3;
  std::string text;
  for (std::size_t at = 0; at < values.size();) {
    const std::size_t equal = run(at, 0);
    const std::size_t counting = run(at, 1);
    const bool counts = equal == 1 && counting >= worth_counting;
    text += (at == 0 ? "" : " ") + number_text(values[at]);
    if (equal > 1) text += fmt::format(" x{}", equal);
    if (counts) text += ".." + number_text(values[at + counting - 1]);
    at += counts ? counting : equal;
  }
  return text;
}

}  // namespace vapa::scenario
