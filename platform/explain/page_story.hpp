#pragma once

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "platform/explain/story.hpp"

namespace vapa {

using StoryText = fmt::memory_buffer;

template <class... Args>
void line(StoryText& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
  out.push_back('\n');
}

/// The translation of one page of an access, in numbered sections: the address, the TLBs, the page
/// table, the checks, the physical address. va: the access's first byte in the page.
void tell_page(StoryText&, const Story&, const Format&, VirtAddr va);

}  // namespace vapa
