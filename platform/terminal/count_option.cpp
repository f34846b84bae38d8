#include "terminal/count_option.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text/count.hpp"

namespace vapa {

CLI::Option* add_count(CLI::App& command, const std::string& name, std::uint64_t& value,
                       const std::string& description) {
  const auto store = [&value, name](const std::string& text) {
    const auto count = parse_count(text);
    if (!count) {
      throw InputError(fmt::format("{} {}: must be {}", name, text, count_mend));
    }
    value = *count;
  };
  return command.add_option_function<std::string>(name, store, description)->type_name("N");
}

}  // namespace vapa
