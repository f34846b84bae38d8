#include "covered.hpp"

#include <unistd.h>
#include <verilated_cov.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace vapa {
namespace {

/// What Verilator writes: it writes to files only.
std::string coverage_text(VerilatedContext& context) {
  std::string path = (std::filesystem::temp_directory_path() / "vapa-coverage-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  if (file < 0) throw std::runtime_error("cannot make a file like " + path);
  ::close(file);
  context.coveragep()->write(path.c_str());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  return text.str();
}

// A line is C 'KEY VALUE ...' COUNT, where \001 begins each key, \002 its value; o is the name.
constexpr std::string_view name_key = "\001o\002";

}  // namespace

std::vector<TlbCover> covers_of(VerilatedContext& context) {
  const std::string text = coverage_text(context);
  std::vector<TlbCover> covers;
  for (std::size_t at = text.find(name_key); at != std::string::npos;
       at = text.find(name_key, at)) {
    at += name_key.size();
    const std::size_t name_end = text.find_first_of("\001'", at);
    const std::size_t count_at = text.find("' ", at);
    if (name_end == std::string::npos || count_at == std::string::npos) break;
    TlbCover cover{text.substr(at, name_end - at), 0};
    std::from_chars(text.data() + count_at + 2, text.data() + text.size(), cover.times);
    covers.push_back(std::move(cover));
  }
  return covers;
}

}  // namespace vapa
