// The RTL in a machine beside its twin, with a double in the place of the RTL.

#include "platform/waves/wave_tlb.hpp"

#include <gtest/gtest.h>

#include "platform/waves/tools.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

/// Answers wrongly, and complains, from a cycle on.
class Double final : public TracedTlb {
 public:
  Double(const PipelinedTlbConfig& config, std::uint64_t seed) : tlb_(config, seed) {}

  void reset() override { tlb_.reset(); }
  const TlbOut& eval(const TlbIn& in) override {
    out_ = tlb_.eval(in);
    if (now_ == wrong_in) out_.request_ready = !out_.request_ready;
    return out_;
  }
  void tick() override {
    ++now_;
    tlb_.tick();
  }
  std::optional<TlbEntry> entry() const override { return tlb_.entry(); }
  std::optional<TlbCounts> counts() const override { return tlb_.counts(); }
  const std::string* complaint() const override { return now_ > wrong_in ? &said_ : nullptr; }
  void trace_to(const std::string&) override {}
  LookupEnd lookup() const override { return LookupEnd::none; }
  std::uint16_t lookup_tag() const override { return 0; }
  void show(const WaveCycle&) override {}

  static constexpr Cycle wrong_in = 5;

 private:
  PipelinedTlb tlb_;
  TlbOut out_;
  Cycle now_ = 1;
  std::string said_ = "objection";
};

TEST(WaveTlb, NotesWhereTheRtlDiffersFirst) {
  const WaveTools tools{
      [](const RtlBuild& build, std::uint64_t seed) -> std::unique_ptr<TracedTlb> {
        return std::make_unique<Double>(build.config, seed);
      },
      [](const std::string&, const std::string&) { return true; }};
  set_wave_tools(tools);
  const test::TemporaryFolder folder;
  WaveFile file(rtl_builds().front(), 1, (folder.path() / "w.fst").string());
  {
    WaveTlb tlb(file);
    tlb.reset();
    for (Cycle cycle = 1; cycle < 9; ++cycle) {
      EXPECT_EQ(file.difference().has_value(), cycle > Double::wrong_in);
      EXPECT_EQ(tlb.complaint() != nullptr, cycle > Double::wrong_in);
      tlb.eval({});
      tlb.tick();
    }
  }
  EXPECT_EQ(file.difference()->cycle, Double::wrong_in);
  EXPECT_EQ(file.difference()->what, "req_ready");
  EXPECT_EQ(file.last_cycle(), 8U);
  file.finish();
  std::ostringstream text;
  text << std::ifstream(folder.path() / "w.gtkw").rdbuf();
  EXPECT_NE(text.str().find("\n*-11.0 5000 -1"), std::string::npos) << "opens there";
}

}  // namespace
}  // namespace vapa
