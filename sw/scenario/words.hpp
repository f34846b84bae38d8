#pragma once
// The words of the language that stand for numbers of the Linux ABI on x86-64.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sw/kernel/types.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

struct Word {
  std::string_view text;
  std::uint64_t value;
};

// Values of <linux/mman.h>.
inline constexpr std::uint64_t map_shared = 1, map_private = 2, map_fixed = 0x10;
inline constexpr std::uint64_t map_anonymous = 0x20, map_fixed_noreplace = 0x100000;
inline constexpr std::uint64_t remap_fixed = 2, sync_now = 4;
inline constexpr std::uint64_t return_instruction = 0xc3;

inline constexpr Word map_words[] = {{"shared", map_shared}, {"populate", 0x8000},
                                     {"locked", 0x2000},     {"noreserve", 0x4000},
                                     {"growsdown", 0x100},   {"stack", 0x20000}};
inline constexpr Word remap_words[] = {{"maymove", 1}, {"dontunmap", 4}};
inline constexpr Word sync_words[] = {{"async", 1}, {"invalidate", 2}};
inline constexpr Word prot_words[] = {{"none", 0}, {"r", 1},  {"w", 2},  {"rw", 3},
                                      {"x", 4},    {"rx", 5}, {"wx", 6}, {"rwx", 7}};
inline constexpr Word advice_words[] = {
    {"normal", 0},           {"random", 1},         {"sequential", 2},
    {"willneed", 3},         {"dontneed", 4},       {"free", 8},
    {"remove", 9},           {"dontfork", 10},      {"dofork", 11},
    {"mergeable", 12},       {"unmergeable", 13},   {"hugepage", 14},
    {"nohugepage", 15},      {"dontdump", 16},      {"dodump", 17},
    {"wipeonfork", 18},      {"keeponfork", 19},    {"cold", 20},
    {"pageout", 21},         {"populate_read", 22}, {"populate_write", 23},
    {"dontneed_locked", 24}, {"collapse", 25}};
inline constexpr Word unit_words[] = {{"bytes", 0}, {"pages", 1}, {"KiB", 2},  {"MiB", 3},
                                      {"GiB", 4},   {"TiB", 5},   {"byte", 0}, {"page", 1}};
inline constexpr Word error_words[] = {
    {"EPERM", 1},      {"ENOENT", 2},  {"ESRCH", 3},   {"EINTR", 4},   {"EIO", 5},
    {"ENXIO", 6},      {"EBADF", 9},   {"ECHILD", 10}, {"EAGAIN", 11}, {"ENOMEM", 12},
    {"EACCES", 13},    {"EFAULT", 14}, {"EBUSY", 16},  {"EEXIST", 17}, {"ENODEV", 19},
    {"EINVAL", 22},    {"EFBIG", 27},  {"ENOSPC", 28}, {"ENOSYS", 38}, {"EOVERFLOW", 75},
    {"EOPNOTSUPP", 95}};
inline constexpr Word signal_words[] = {
    {"SIGSEGV MAPERR", static_cast<std::uint64_t>(kernel::Signal::segv_maperr)},
    {"SIGSEGV ACCERR", static_cast<std::uint64_t>(kernel::Signal::segv_accerr)},
    {"SIGSEGV KERNEL", static_cast<std::uint64_t>(kernel::Signal::segv_kernel)},
    {"SIGBUS ADRERR", static_cast<std::uint64_t>(kernel::Signal::bus)},
    {"SIGKILL", static_cast<std::uint64_t>(kernel::Signal::out_of_memory)}};

/// An amount of smaps. Not Referenced and LazyFree: Linux has marks of its own for pages, beside
/// the accessed and dirty bits, which depend on its lists for reclaim.
struct AreaField {
  std::string_view text;
  std::uint64_t Area::*amount;
};
inline constexpr AreaField area_fields[] = {{"rss", &Area::rss},
                                            {"pss", &Area::pss},
                                            {"shared_clean", &Area::shared_clean},
                                            {"shared_dirty", &Area::shared_dirty},
                                            {"private_clean", &Area::private_clean},
                                            {"private_dirty", &Area::private_dirty},
                                            {"anonymous", &Area::anonymous},
                                            {"anon_huge", &Area::anon_huge},
                                            {"swap", &Area::swap},
                                            {"locked", &Area::locked}};

std::optional<std::uint64_t> value_of(std::span<const Word>, std::string_view text);
/// "" when no word stands for it.
std::string_view text_of(std::span<const Word>, std::uint64_t value);
std::vector<std::string> texts_of(std::span<const Word>);
/// All words of the set bits, in the order of the table, a blank before each.
std::string texts_of_bits(std::span<const Word>, std::uint64_t bits);

/// Decimal where a person would write it so, else hexadecimal.
std::string number_text(std::uint64_t);
/// "16 KiB", "2 MiB", "100 bytes", "0".
std::string amount_text(std::uint64_t bytes);
/// "no area", "1 area", "3 areas".
std::string areas_text(std::uint64_t count);
/// Values one after the other, equal ones and those counting up together: "1 x3 7..12 2".
std::string values_text(std::span<const std::uint64_t>);

}  // namespace vapa::scenario
