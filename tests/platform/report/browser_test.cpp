// Opens generated pages in headless Chromium and looks for the marks that must be there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/files/text_file.hpp"
#include "platform/report/report.hpp"
#include "platform/report/report_fixture.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// The text between the opening of the section and its end.
std::string section(const std::string& page, const std::string& id) {
  const std::size_t begin = page.find("<section id=\"" + id + "\"");
  return begin == std::string::npos ? ""
                                    : page.substr(begin, page.find("</section>", begin) - begin);
}

/// The paths of all marks of a name: each is a group of this class in Vega's SVG.
std::size_t marks(const std::string& html, const std::string& name) {
  std::size_t n = 0;
  const std::string open = "mark-" + name;
  for (std::size_t at = html.find(open); at != std::string::npos; at = html.find(open, at + 1)) {
    n += count(html.substr(at, html.find("</g>", at) - at),
               name.starts_with("text") ? "<text" : "<path");
  }
  return n;
}

class ReportPage : public test::ScratchFolder {
 protected:
  void SetUp() override {
    if (std::system("command -v chromium > /dev/null 2>&1") != 0) {
      GTEST_SKIP() << "chromium is not installed: apt-get install chromium";
    }
  }

  /// The page's document after its script, and after `then` once the pictures stand.
  std::string opened(const std::filesystem::path& report, const std::string& then = "") {
    const auto page = folder() / "page.html";
    std::string text = read_text_file(report.string(), 1U << 28U);
    text.insert(text.rfind("</body>"), "<script>setTimeout(() => {" + then + "}, 3000);</script>");
    std::ofstream(page) << text;
    const auto dom = folder() / "dom.html";
    const std::string command =
        "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync "
        "--window-size=1280,900 --virtual-time-budget=20000 --user-data-dir='" +
        (folder() / "profile").string() + "' --dump-dom 'file://" + page.string() + "' > '" +
        dom.string() + "' 2> '" + (folder() / "chromium.log").string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0)
        << read_text_file((folder() / "chromium.log").string(), 1U << 26U);
    return read_text_file(dom.string(), 1U << 28U);
  }
};

TEST_F(ReportPage, DrawsCurvesHeatMapFrontAndTable) {
  const auto out = test::write_sweep(folder() / "sweep", test::rich_spec);
  const std::string page = opened(write_report(out));
  const std::string curves = section(page, "curves");
  EXPECT_EQ(marks(curves, "line role-mark curve"), 2U * 4U);       // workloads × series
  EXPECT_EQ(marks(curves, "symbol role-mark dot"), 2U * 4U * 7U);  // × places along the axis
  EXPECT_THAT(curves, HasSubstr("mmu.dtlb.entries [entries]"));
  EXPECT_THAT(curves, HasSubstr("translation [cycles/access]"));
  const std::string heatmap = section(page, "heatmap");
  EXPECT_EQ(marks(heatmap, "rect role-mark cell"), 2U * 7U * 4U);
  EXPECT_EQ(marks(heatmap, "text role-mark value"), 2U * 7U * 4U);
  const std::string pareto = section(page, "pareto");
  EXPECT_EQ(marks(pareto, "symbol role-mark machine"), 3U * 56U);  // each workload and their mean
  EXPECT_EQ(marks(pareto, "line role-mark frontline"), 3U);
  EXPECT_THAT(pareto, HasSubstr("cost.tlb_bits [bits]"));
  EXPECT_EQ(count(section(page, "points"), "<tr"), 1U + 112U);
  EXPECT_THAT(section(page, "findings"), HasSubstr("mmu.dtlb.entries moves translation most"));
  EXPECT_THAT(section(page, "manifest"), HasSubstr("0123456789abcdef0123"));
}

constexpr const char* wide_and_narrow = R"toml(
metrics = [{name = "misses", formula = "mmu.dtlb.misses + 1"}]
workloads = [{use = "uniform:x", name = "wide"},
             {use = "zipf:footprint=64MiB,seed=1", name = "narrow, of a name that is much longer than a panel is wide, which must neither make it wider nor push its picture below that of its neighbour"}]
[axes]
mmu.dtlb.entries = {pow2 = [16, 1024]}
mmu.l2tlb.latency = {from = 1, to = 20, step = 1}
[set]
mmu.dtlb.ways = 4
)toml";

TEST_F(ReportPage, DrawsLogarithmsWhereAPanelSpansDecadesAndSaysSo) {
  const auto out = test::write_sweep(folder() / "sweep", wide_and_narrow);
  const std::string curves = section(opened(write_report(out)), "curves");
  EXPECT_EQ(count(curves, "misses, logarithmic"), 2U);  // the title and what a screen reader says
  EXPECT_THAT(curves, HasSubstr("Logarithmic vertical scale: wide."));
}

TEST_F(ReportPage, LabelsLogarithmicScalesAtThreePlacesAtLeast) {
  const auto out = test::write_sweep(folder() / "sweep", wide_and_narrow);
  const std::string page = opened(write_report(out), R"js(
    const ranges = [[1, 30], [1, 31], [0.4, 0.6], [3, 3.1], [0.0018, 0.101], [1e-6, 1e9], [90, 110]];
    document.body.append("few: " + ranges.filter(([least, most]) => {
      const ticks = logTicks(least, most);
      return ticks.length < 3 || ticks.length > 5 || ticks.some((t) => t < least || t > most);
    }).length + ".");)js");
  EXPECT_THAT(page, HasSubstr("few: 0."));
}

TEST_F(ReportPage, PanelsOfARowStandAtOneHeightWhateverTheirNames) {
  const auto out = test::write_sweep(folder() / "sweep", wide_and_narrow);
  const std::string page = opened(write_report(out), R"js(
    const boxes = [...document.querySelectorAll("#curves .panel")].map((panel) =>
      ["h3", "svg"].flatMap((name) => {
        const box = panel.querySelector(name).getBoundingClientRect();
        return [box.top, box.height];
      }).concat(panel.getBoundingClientRect().width));
    document.body.append(boxes.length + " panels, " + new Set(boxes.map(String)).size + " shape");
    )js");
  EXPECT_THAT(page, HasSubstr("2 panels, 1 shape"));
}

TEST_F(ReportPage, PrintsAllRowsOfTheTable) {
  const auto out = test::write_sweep(folder() / "sweep", wide_and_narrow);
  const auto report = write_report(out);
  const auto rows = [&](const std::string& then) {
    return count(section(opened(report, then), "points"), "<tr");
  };
  EXPECT_EQ(rows(""), 1U + 200U);
  EXPECT_EQ(rows("window.dispatchEvent(new Event('beforeprint'))"), 1U + 280U);
  EXPECT_EQ(
      rows("for (const e of ['beforeprint', 'afterprint']) window.dispatchEvent(new Event(e))"),
      1U + 200U);
}

TEST_F(ReportPage, ShowsFailuresAndLeavesOutPicturesThatHaveNothingToShow) {
  const auto out = test::write_sweep(
      folder() / "sweep",
      "workloads = [\"uniform:x\"]\n[axes]\ncache.l2.latency = [14, 15, 16, 17]\n", true);
  const std::string page = opened(write_report(out));
  EXPECT_EQ(marks(section(page, "curves"), "line role-mark curve"), 1U);
  EXPECT_THAT(page, HasSubstr("<section id=\"heatmap\" hidden"));
  EXPECT_THAT(page, HasSubstr("<section id=\"pareto\" hidden"));
  EXPECT_THAT(section(page, "failed"), HasSubstr("assertion &lt;failed&gt;"));
  EXPECT_THAT(section(page, "findings"), HasSubstr("cache.l2.latency changes nothing"));
}

}  // namespace
}  // namespace vapa
