#include "terminal/distinct_files.hpp"

#include <filesystem>

#include "core/error.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  std::error_code none;
  if (fs::exists(a, none) && !fs::is_regular_file(a, none)) return false;
  const auto whole = [&](const std::string& path) {  // of what is not there "./x" stays "./x"
    return fs::weakly_canonical(fs::absolute(path, none), none);
  };
  return whole(a) == whole(b);
}

}  // namespace

void check_distinct(const std::vector<std::string>& outputs, std::vector<std::string> inputs) {
  std::vector<std::string>& taken = inputs;
  for (const std::string& output : outputs) {
    for (const std::string& other : taken) {
      if (same_file(output, other)) {
        throw InputError(output + ": is named twice; write to a file of its own");
      }
    }
    taken.push_back(output);
  }
}

}  // namespace vapa
