#pragma once
// What makes a wave readable in GTKWave: a save file, and files that turn numbers into names.

#include <string>
#include <string_view>
#include <vector>

#include "core/tlb/pipelined_config.hpp"
#include "core/types.hpp"

namespace vapa {

/// The first line of ours; GTKWave begins what it saves with another.
inline constexpr std::string_view save_file_begin =
    "[*] Signals of the RTL, orange below them the twin's, yellow the names of transactions.";

/// A save file of GTKWave with every group of signals of such a TLB, the RTL's beside the twin's.
/// wave: the file that it opens; filters: the folder of wave_filters(). Both as seen from the save
/// file. looked_at: the cycle that it opens at, with a marker; 0: at the begin.
std::string save_file_text(const PipelinedTlbConfig&, const std::string& wave,
                           const std::string& filters, Cycle looked_at = 0);

/// A file of GTKWave's translation: a number as it would be shown, a blank, its name.
struct WaveFilter {
  std::string name;  ///< of the file
  std::string text;
};
std::vector<WaveFilter> wave_filters();

}  // namespace vapa
