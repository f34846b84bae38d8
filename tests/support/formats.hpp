#pragma once
// The formats under test and their configurations.

#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "core/paging/format.hpp"

namespace vapa {

inline PagingConfig config_of(FormatName name) {
  PagingConfig c;
  c.format = name;
  return c;
}

inline constexpr std::array every_format{
    FormatName::x86_64_4, FormatName::x86_64_5, FormatName::sv32,   FormatName::sv39,
    FormatName::sv48,     FormatName::sv57,     FormatName::generic};

inline std::string name_of(FormatName name) {
  return std::string(enum_names(name)[static_cast<unsigned>(name)]);
}

inline void PrintTo(FormatName name, std::ostream* out) { *out << name_of(name); }

inline std::string name_of_parameter(const testing::TestParamInfo<FormatName>& info) {
  return name_of(info.param);
}

}  // namespace vapa
