#include "platform/waves/wave_tlb.hpp"

namespace vapa {

WaveTlb::WaveTlb(WaveFile& file)
    : file_(file), device_(file.take_device()), twin_(file.take_twin()) {}

void WaveTlb::reset() {
  device_->reset();
  twin_->reset();
}

const TlbOut& WaveTlb::eval(const TlbIn& in) {
  in_ = in;
  out_ = &device_->eval(in_);
  twin_out_ = &twin_->eval(in_);
  return *out_;
}

void WaveTlb::tick() {
  file_.note(now_++, in_, *out_, *twin_out_);
  device_->tick();
  twin_->tick();
}

}  // namespace vapa
