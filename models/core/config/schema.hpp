#pragma once
// The vocabulary in which a block describes its configuration: one struct with defaults per block,
// and a describe() that names each field once. Loading, overriding, listing, hashing and writing a
// configuration are operations on the flat list that results (platform/config).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace vapa {

/// A number of bytes. Read with a suffix ("256KiB"), kept as the plain number.
struct Bytes {
  std::uint64_t value = 0;
  constexpr bool operator==(const Bytes&) const noexcept = default;
};

namespace literals {
constexpr Bytes operator""_B(unsigned long long n) noexcept { return {n}; }
constexpr Bytes operator""_KiB(unsigned long long n) noexcept { return {n << 10}; }
constexpr Bytes operator""_MiB(unsigned long long n) noexcept { return {n << 20}; }
constexpr Bytes operator""_GiB(unsigned long long n) noexcept { return {n << 30}; }
constexpr Bytes operator""_TiB(unsigned long long n) noexcept { return {n << 40}; }
}  // namespace literals

/// A key that changes a statistic on some workload, or one that changes none on any.
/// tests/platform proves the declaration of every key.
enum class Effect : std::uint8_t { live, neutral };

/// A reference to an enumerator and to the names of its enumeration, in order from 0.
struct EnumRef {
  std::uint8_t* value;
  std::span<const std::string_view> names;
};

using FieldRef = std::variant<bool*, std::uint32_t*, std::uint64_t*, double*, Bytes*, std::string*,
                              std::vector<Bytes>*, std::vector<std::uint32_t>*, EnumRef>;

struct Field {
  std::string key;      ///< full, dotted: "mmu.dtlb.entries"
  FieldRef ref;         ///< into the configuration object
  std::string unit;     ///< "entries", "cycles", "ns", "bytes", "" for names and switches
  std::string meaning;  ///< one sentence
  Effect effect;
};

/// The flat list of a configuration's fields. An enumeration E is a field when it is
/// `enum class E : std::uint8_t`, counts from 0, and `enum_names(E)` is found by argument-dependent
/// lookup and returns the names in order.
class Schema {
 public:
  template <class T>
  void field(std::string_view key, T& value, std::string_view unit, std::string_view meaning,
             Effect effect = Effect::live) {
    fields_.push_back({prefix_ + std::string(key), reference(value), std::string(unit),
                       std::string(meaning), effect});
  }

  /// The fields of another block, under `name.`.
  template <class Block>
  void section(std::string_view name, Block& block) {
    const std::size_t length = prefix_.size();
    prefix_ += name;
    prefix_ += '.';
    block.describe(*this);
    prefix_.resize(length);
  }

  const std::vector<Field>& fields() const noexcept { return fields_; }

 private:
  template <class T>
  static FieldRef reference(T& value) {
    if constexpr (std::is_enum_v<T>) {
      static_assert(std::is_same_v<std::underlying_type_t<T>, std::uint8_t>);
      return EnumRef{reinterpret_cast<std::uint8_t*>(&value), enum_names(T{})};
    } else {
      return &value;
    }
  }

  std::vector<Field> fields_;
  std::string prefix_;
};

/// What validate() finds: the keys that are wrong, each with a sentence that says the mend.
class Problems {
 public:
  struct Problem {
    std::string key;
    std::string message;
  };

  void add(std::string_view key, std::string message) {
    list_.push_back({prefix_ + std::string(key), std::move(message)});
  }

  /// The problems of another block, under `name.`; `rest` is passed on to its validate().
  template <class Block, class... Rest>
  void section(std::string_view name, const Block& block, Rest&&... rest) {
    const std::size_t length = prefix_.size();
    prefix_ += name;
    prefix_ += '.';
    block.validate(*this, std::forward<Rest>(rest)...);
    prefix_.resize(length);
  }

  const std::vector<Problem>& list() const noexcept { return list_; }

 private:
  std::vector<Problem> list_;
  std::string prefix_;
};

}  // namespace vapa
