#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace vapa {

/// No result nests deeper; nlohmann's values are copied and compared recursively.
inline constexpr int deepest_json = 64;

/// The text as a value of nlohmann::json or ordered_json. Throws InputError with what is wrong and
/// where for a text that is no JSON or nests deeper than `deepest_json`.
template <class Json>
Json parse_json(std::string_view text) {
  const auto refuse_depth = [](int depth, typename Json::parse_event_t, Json&) {
    if (depth > deepest_json) throw InputError("nests too deep");
    return true;
  };
  try {
    return Json::parse(text, refuse_depth);
  } catch (const typename Json::exception& error) {
    const std::string_view what = error.what();  // "[json.exception.parse_error.101] parse error …"
    const std::size_t end = what.find("] ");
    throw InputError(std::string(end == what.npos ? what : what.substr(end + 2)));
  }
}

}  // namespace vapa
