#pragma once
// What Verilator would print: the messages of assertions that failed.

#include <string>

namespace vapa {

/// Since the last clear_rtl_complaint() of this thread; null: nothing.
const std::string* rtl_complaint() noexcept;
void clear_rtl_complaint() noexcept;

}  // namespace vapa

extern "C" int vapa_rtl_note(const char* format, ...) __attribute__((format(printf, 1, 2)));
