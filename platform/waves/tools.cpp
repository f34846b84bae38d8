#include "platform/waves/tools.hpp"

namespace vapa {
namespace {

const WaveTools* tools = nullptr;

}  // namespace

const WaveTools* wave_tools() noexcept { return tools; }
void set_wave_tools(const WaveTools& t) noexcept { tools = &t; }

}  // namespace vapa
