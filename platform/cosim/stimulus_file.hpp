#pragma once
// A failing sequence as a text that a person reads, edits and keeps:
//
//   vapa-stimulus 1
//   device full
//   seed 1234
//   cycles 600
//   stalls no
//   waits yes
//   +0 request load va 0xffff8000 asid 3 mode 7
//   +2 flush va 0xffff8000 asid 3
//   +0 edit at 0x1008 value 0x80000001
//
// The seed is of the page tables, of the waits of walks and of the stalls. A step begins +N cycles
// after the one before it. Lines `page ADDRESS` name what a program has mapped: then there are no
// other pages.

#include <string>
#include <string_view>

#include "cosim/campaign.hpp"

namespace vapa::cosim {

struct StimulusFile {
  std::string device;
  EpochSettings epoch;
  std::vector<Item> items;
};

std::string stimulus_text(const StimulusFile&);

/// name: of the file, for errors. Throws InputError "NAME:LINE: …".
StimulusFile parse_stimulus(std::string_view text, const std::string& name);

}  // namespace vapa::cosim
