#include "platform/waves/save_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>

#include "cosim/names.hpp"
#include "platform/waves/names.hpp"

namespace vapa {
namespace {

// GTKWave's flags of a row (analyzer.h of its source) and its colours.
constexpr unsigned right = 0x20;
constexpr unsigned hexadecimal = right | 0x2;
constexpr unsigned decimal = right | 0x4;
constexpr unsigned binary = right | 0x8;
constexpr unsigned ascii = right | 0x800;
constexpr unsigned translated = hexadecimal | 0x2000;
constexpr unsigned group_begin = 0x800200;
constexpr unsigned group_end = 0x1000200;
constexpr unsigned orange = 2;
constexpr unsigned yellow = 3;
constexpr unsigned no_colour = 0;

constexpr std::string_view scope = "TOP.vapa_tlb_waves.";

/// The rows of a save file, from above.
class Rows {
 public:
  explicit Rows(std::string filters) : filters_(std::move(filters)) {}

  void begin(std::string_view group) { text_ += fmt::format("@{:x}\n-{}\n", group_begin, group); }
  void end(std::string_view group) { text_ += fmt::format("@{:x}\n-{}\n", group_end, group); }

  void row(std::string_view signal, std::string_view shown, unsigned format = binary,
           unsigned colour = no_colour) {
    text_ += fmt::format("@{:x}\n", format);
    if (colour != no_colour) text_ += fmt::format("[color] {}\n", colour);
    text_ += fmt::format("+{{{}}} {}{}\n", shown, scope, signal);
  }
  /// By the names of a filter.
  void named(std::string_view filter, std::string_view signal, std::string_view shown,
             unsigned colour = no_colour) {
    text_ += fmt::format("@{:x}\n", translated);
    if (colour != no_colour) text_ += fmt::format("[color] {}\n", colour);
    text_ += fmt::format("^{} {}/{}.filter\n+{{{}}} {}{}\n", number(filter), filters_, filter,
                         shown, scope, signal);
  }
  void lane(std::string_view name) {
    row(fmt::format("lane_{}[383:0]", name), name, ascii, yellow);
  }
  /// An output of the RTL, and the twin's below it.
  void pair(std::string_view signal, unsigned format = binary) {
    row(signal, base(signal), format);
    row(fmt::format("twin_{}", signal), "   twin", format, orange);
  }
  void named_pair(std::string_view filter, std::string_view signal) {
    named(filter, signal, base(signal));
    named(filter, fmt::format("twin_{}", signal), "   twin", orange);
  }

  const std::string& text() const noexcept { return text_; }

 private:
  static std::string_view base(std::string_view signal) {
    return signal.substr(0, signal.find('['));
  }
  /// GTKWave numbers the filters of a save file from 1.
  std::size_t number(std::string_view filter) {
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if (known_[i] == filter) return i + 1;
    }
    known_.emplace_back(filter);
    return known_.size();
  }

  std::string filters_;
  std::string text_;
  std::vector<std::string> known_;
};

void add_transactions(Rows& rows) {
  rows.row("cycle[31:0]", "cycle", decimal);
  rows.row("clk", "clk");
  rows.begin("transactions");
  for (const char* lane : {"request", "lookup", "response", "miss", "fill", "flush", "differs"}) {
    rows.lane(lane);
  }
  rows.end("transactions");
}

void add_walks(Rows& rows, unsigned miss_entries) {
  rows.begin("miss entries");
  for (unsigned i = 0; i < miss_entries; ++i) {
    rows.named("walk", fmt::format("g_walk[{}].state[1:0]", i), fmt::format("walk {}", i));
    rows.row(fmt::format("g_walk[{}].va[63:0]", i), "   page", hexadecimal);
    rows.row(fmt::format("g_walk[{}].overtaken", i), "   overtaken");
  }
  rows.end("miss entries");
}

void add_request(Rows& rows) {
  rows.begin("request");
  rows.row("req_valid", "req_valid");
  rows.pair("req_ready");
  rows.row("req_tag[15:0]", "req_tag", decimal);
  rows.named("op", "req_op[1:0]", "req_op");
  rows.row("req_va[63:0]", "req_va", hexadecimal);
  rows.row("req_asid[15:0]", "req_asid", decimal);
  rows.named("mode", "req_mode[4:0]", "req_mode");
  rows.named("lookup", "lookup[2:0]", "lookup");
  rows.end("request");
}

void add_response(Rows& rows) {
  rows.begin("response");
  rows.pair("rsp_valid");
  rows.row("rsp_ready", "rsp_ready");
  rows.pair("rsp_tag[15:0]", decimal);
  rows.named_pair("fault", "rsp_fault[2:0]");
  rows.pair("rsp_pa[63:0]", hexadecimal);
  rows.end("response");
}

void add_miss(Rows& rows) {
  rows.begin("miss");
  rows.pair("miss_valid");
  rows.row("miss_ready", "miss_ready");
  rows.pair("miss_id[2:0]", decimal);
  rows.pair("miss_va[63:0]", hexadecimal);
  rows.named_pair("op", "miss_op[1:0]");
  rows.pair("miss_asid[15:0]", decimal);
  rows.named_pair("mode", "miss_mode[4:0]");
  rows.end("miss");
}

void add_fill(Rows& rows) {
  rows.begin("fill");
  rows.row("fill_valid", "fill_valid");
  rows.pair("fill_ready");
  rows.row("fill_id[2:0]", "fill_id", decimal);
  rows.named("fault", "fill_fault[2:0]", "fill_fault");
  rows.named("level", "fill_level[2:0]", "fill_level");
  rows.row("fill_pa[63:0]", "fill_pa", hexadecimal);
  rows.named("rights", "fill_rights[6:0]", "fill_rights");
  rows.end("fill");
}

void add_flush(Rows& rows) {
  rows.begin("flush");
  rows.row("flush_valid", "flush_valid");
  rows.pair("flush_ready");
  rows.row("flush_has_va", "flush_has_va");
  rows.row("flush_va[63:0]", "flush_va", hexadecimal);
  rows.row("flush_has_asid", "flush_has_asid");
  rows.row("flush_asid[15:0]", "flush_asid", decimal);
  rows.pair("flush_done");
  rows.end("flush");
}

void add_counters(Rows& rows) {
  rows.begin("counters");
  for (const char* name : {"hit", "miss", "merge", "again", "flush"}) {
    rows.pair(fmt::format("count_{}[31:0]", name), decimal);
  }
  rows.end("counters");
}

/// digits: as GTKWave shows a number in hexadecimal.
std::string numbered(std::span<const std::string_view> names, int digits) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("{:0{}x} {}\n", i, digits, names[i].empty() ? "-" : names[i]);
  }
  return text;
}

std::string rights_text() {
  std::string text;
  for (unsigned bits = 0; bits < 1U << right_letters.size(); ++bits) {
    text += fmt::format("{:02x} ", bits);
    for (std::size_t i = 0; i < right_letters.size(); ++i) {
      text += (bits >> i & 1U) != 0 ? right_letters[i] : '-';
    }
    text += "\n";
  }
  return text;
}

std::string mode_text() {
  std::string text;
  for (unsigned bits = 0; bits < 1U << mode_words.size(); ++bits) {
    std::string words = (bits & 1U) != 0 ? "" : "kernel";
    for (std::size_t i = 0; i < mode_words.size(); ++i) {
      if ((bits >> i & 1U) == 0) continue;
      words += fmt::format("{}{}", words.empty() ? "" : "+", mode_words[i]);
    }
    text += fmt::format("{:02x} {}\n", bits, words);
  }
  return text;
}

}  // namespace

std::string save_file_text(const PipelinedTlbConfig& config, const std::string& wave,
                           const std::string& filters, Cycle looked_at) {
  constexpr Cycle cycles_before = 10;  // that are shown too
  constexpr Cycle ps_of_a_cycle = 1000;
  Rows rows(filters);
  add_transactions(rows);
  add_walks(rows, config.miss_entries);
  add_request(rows);
  add_response(rows);
  add_miss(rows);
  add_fill(rows);
  add_flush(rows);
  add_counters(rows);
  // [savefile] tells GTKWave what the other names are relative to.
  return fmt::format(
      "{}\n[dumpfile] \"{}\"\n[savefile] \"{}\"\n[timestart] {}\n[size] 1500 1000\n[signals_width] "
      "200\n"
      "*-11.0 {} -1 -1 -1\n[sst_expanded] 0\n{}",
      save_file_begin, wave, std::filesystem::path(wave).replace_extension(".gtkw").string(),
      (std::max(looked_at, cycles_before) - cycles_before) * ps_of_a_cycle,
      looked_at * ps_of_a_cycle, rows.text());
}

std::vector<WaveFilter> wave_filters() {
  return {{"op.filter", numbered(cosim::op_names, 1)},
          {"fault.filter", numbered(cosim::fault_names, 1)},
          {"level.filter", numbered(std::span(level_names).first(5), 1)},
          {"walk.filter", numbered(walk_names, 1)},
          {"lookup.filter", numbered(lookup_names, 1)},
          {"rights.filter", rights_text()},
          {"mode.filter", mode_text()}};
}

}  // namespace vapa
