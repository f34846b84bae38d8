#pragma once
// The RTL in a machine, with its twin beside it, and every cycle written into a wave.

#include "platform/waves/wave_file.hpp"

namespace vapa {

class WaveTlb final : public TlbDevice {
 public:
  /// The file is finished by its owner, when this is gone.
  explicit WaveTlb(WaveFile&);

  void reset() override;
  const TlbOut& eval(const TlbIn&) override;
  void tick() override;
  std::optional<TlbEntry> entry() const override { return device_->entry(); }
  std::optional<TlbCounts> counts() const override { return device_->counts(); }
  const std::string* complaint() const override { return device_->complaint(); }

 private:
  WaveFile& file_;
  std::unique_ptr<TlbDevice> device_;
  std::unique_ptr<TlbDevice> twin_;
  Cycle now_ = 1;
  TlbIn in_;
  const TlbOut* out_ = nullptr;
  const TlbOut* twin_out_ = nullptr;
};

}  // namespace vapa
