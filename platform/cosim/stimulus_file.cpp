#include "cosim/stimulus_file.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <sstream>

#include "core/error.hpp"
#include "core/text/count.hpp"

namespace vapa::cosim {
namespace {

constexpr std::string_view first_line = "vapa-stimulus 1";

struct AsText {
  std::string operator()(const TlbRequest& r) const {
    return fmt::format("request {} va {:#x} asid {} mode {}", op_names[static_cast<unsigned>(r.op)],
                       r.va.value, r.asid.value, r.mode.bits());
  }
  std::string operator()(const TlbFlush& f) const {
    std::string text = "flush";
    if (f.va) text += fmt::format(" va {:#x}", f.va->value);
    if (f.asid) text += fmt::format(" asid {}", f.asid->value);
    return text;
  }
  std::string operator()(const Edit& e) const {
    return fmt::format("edit at {:#x} value {:#x}", e.at.value, e.value);
  }
};

class Parser {
 public:
  Parser(std::string_view text, const std::string& name) : lines_(std::string(text)), name_(name) {}

  StimulusFile run() {
    if (!next_line() || line_ != first_line) fail(fmt::format("must begin with '{}'", first_line));
    while (next_line()) {
      words_ = std::istringstream(line_);
      std::string word;
      if (!(words_ >> word) || word[0] == '#') continue;
      word[0] == '+' ? step(word) : setting(word);
    }
    if (file_.device.empty()) fail("names no device: a line 'device NAME' is missing");
    return std::move(file_);
  }

 private:
  bool next_line() {
    ++number_;
    return static_cast<bool>(std::getline(lines_, line_));
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(fmt::format("{}:{}: {}", name_, number_, what));
  }
  std::string word(std::string_view what) {
    std::string text;
    if (!(words_ >> text)) fail(fmt::format("the {} is missing", what));
    return text;
  }
  std::uint64_t number(std::string_view what, std::uint64_t most) {
    const std::string text = word(what);
    const auto value = parse_count(text);
    if (!value || *value > most) fail(fmt::format("{}: {} must be at most {}", text, what, most));
    return *value;
  }
  bool yes(std::string_view what) {
    const std::string text = word(what);
    if (text != "yes" && text != "no") fail(fmt::format("{}: {} is yes or no", text, what));
    return text == "yes";
  }

  void setting(const std::string& key) {
    constexpr auto any = std::numeric_limits<std::uint64_t>::max();
    if (key == "device") {
      file_.device = word("name");
    } else if (key == "seed") {
      file_.epoch.seed = number("seed", any);
    } else if (key == "cycles") {
      file_.epoch.cycles = number("number of cycles", any);
    } else if (key == "stalls") {
      file_.epoch.stalls = yes("stalls");
    } else if (key == "waits") {
      file_.epoch.waits = yes("waits");
    } else if (key == "page") {
      file_.epoch.pages.emplace_back(address());
    } else {
      fail(fmt::format("{}: a line begins with device, seed, cycles, stalls, waits, page or +N",
                       key));
    }
    end_of_line();
  }

  void end_of_line() {
    std::string rest;
    if (words_ >> rest) fail(fmt::format("{}: not expected here", rest));
  }

  void step(const std::string& delay) {
    Item item;
    const auto cycles = parse_count(std::string_view(delay).substr(1));
    if (!cycles || *cycles > std::numeric_limits<std::uint16_t>::max()) {
      fail(fmt::format("{}: a step begins with +N, at most 65535 cycles", delay));
    }
    item.delay = static_cast<std::uint16_t>(*cycles);
    const std::string kind = word("step");
    if (kind == "request") {
      item.what = request();
    } else if (kind == "flush") {
      item.what = flush();
    } else if (kind == "edit") {
      item.what = edit();
    } else {
      fail(fmt::format("{}: a step is a request, a flush or an edit", kind));
    }
    file_.items.push_back(item);
    end_of_line();
  }

  void keyword(std::string_view expected) {
    const std::string text = word(expected);
    if (text != expected) fail(fmt::format("{}: '{}' is expected here", text, expected));
  }
  std::uint64_t address() { return number("address", std::numeric_limits<std::uint64_t>::max()); }
  Asid asid() {
    return Asid{
        static_cast<std::uint16_t>(number("ASID", std::numeric_limits<std::uint16_t>::max()))};
  }

  TlbRequest request() {
    TlbRequest r;
    const std::string op = word("kind of access");
    std::size_t i = 0;
    while (i < op_names.size() && op_names[i] != op) ++i;
    if (i == op_names.size()) fail(fmt::format("{}: an access is load, store, rmw or fetch", op));
    r.op = static_cast<Op>(i);
    keyword("va");
    r.va = VirtAddr{address()};
    keyword("asid");
    r.asid = asid();
    keyword("mode");
    r.mode = RightsMode::of(static_cast<unsigned>(number("mode", 31)));
    return r;
  }

  TlbFlush flush() {
    TlbFlush f;
    for (std::string key; words_ >> key;) {
      if (key == "va") {
        f.va = VirtAddr{address()};
      } else if (key == "asid") {
        f.asid = asid();
      } else {
        fail(fmt::format("{}: a flush has va ADDRESS and asid N, or neither", key));
      }
    }
    return f;
  }

  Edit edit() {
    Edit e;
    keyword("at");
    e.at = PhysAddr{address()};
    if (e.at.value % 8 != 0) fail("an entry begins at a multiple of 8");
    keyword("value");
    e.value = address();
    return e;
  }

  std::istringstream lines_;
  std::string name_;
  std::string line_;
  std::istringstream words_;
  unsigned number_ = 0;
  StimulusFile file_;
};

}  // namespace

std::string stimulus_text(const StimulusFile& file) {
  const auto yes = [](bool is) { return is ? "yes" : "no"; };
  std::string text = fmt::format("{}\ndevice {}\nseed {}\ncycles {}\nstalls {}\nwaits {}\n",
                                 first_line, file.device, file.epoch.seed, file.epoch.cycles,
                                 yes(file.epoch.stalls), yes(file.epoch.waits));
  for (const VirtAddr page : file.epoch.pages) text += fmt::format("page {:#x}\n", page.value);
  for (const Item& item : file.items) {
    text += fmt::format("+{} {}\n", item.delay, std::visit(AsText{}, item.what));
  }
  return text;
}

StimulusFile parse_stimulus(std::string_view text, const std::string& name) {
  return Parser(text, name).run();
}

}  // namespace vapa::cosim
