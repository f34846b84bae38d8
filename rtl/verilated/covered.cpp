#include "covered.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <verilated_cov.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace vapa {
namespace {

/// What Verilator writes: it writes to files only, and this one is in no folder.
std::string coverage_text(VerilatedContext& context) {
  const int file = ::memfd_create("vapa-coverage", MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error("no memory for the counts of the cover properties");
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  context.coveragep()->write(path.c_str());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  ::close(file);
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
