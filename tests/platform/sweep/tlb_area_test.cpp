#include "platform/sweep/tlb_area.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

namespace vapa {
namespace {

struct Line {
  std::string name;
  TlbConfig tlb;
  TlbWidths widths;
  double um2 = 0;

  bool held_out() const { return name.rfind("held-", 0) == 0; }
  double relative_error(const std::vector<double>& coefficients) const {
    const TlbAreaTerms terms = tlb_area_terms(tlb, widths);
    return std::inner_product(terms.begin(), terms.end(), coefficients.begin(), 0.0) / um2 - 1;
  }
};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> cells;
  std::istringstream in(text);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

using Cells = std::map<std::string, std::string>;

Line line_of(const Cells& cells) {
  static const std::map<std::string, Replacement> policies{
      {"plru", Replacement::plru}, {"lru", Replacement::lru}, {"random", Replacement::random}};
  const auto number = [&](const char* column) {
    return static_cast<std::uint32_t>(std::stoul(cells.at(column)));
  };
  Line line{cells.at("name"), {}, {number("va_bits"), number("pa_bits"), number("asid_bits")}, 0};
  line.tlb.entries = number("entries");
  line.tlb.ways = number("ways");
  line.tlb.replacement = policies.at(cells.at("policy"));
  line.tlb.page_sizes.clear();
  for (unsigned i = 0; i < 3; ++i) {
    if ((number("sizes") >> i & 1U) != 0) line.tlb.page_sizes.emplace_back(4096ULL << 9 * i);
  }
  line.um2 = std::stod(cells.at("area"));
  return line;
}

std::vector<Cells> read_table() {
  std::ifstream in(std::string(VAPA_SOURCE_DIR) + "/platform/sweep/tlb_area.csv");
  std::string text;
  std::getline(in, text);
  const auto columns = split(text);
  std::vector<Cells> out;
  while (std::getline(in, text)) {
    const auto cells = split(text);
    EXPECT_EQ(cells.size(), columns.size()) << text;
    Cells& row = out.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells.at(i);
  }
  return out;
}

const std::vector<Line>& table() {
  static const auto all = [] {
    std::vector<Line> lines;
    for (const Cells& cells : read_table()) lines.push_back(line_of(cells));
    return lines;
  }();
  return all;
}

/// Solves Ax = b, given as rows of A with b behind, by elimination with pivots.
std::vector<double> solve(std::vector<std::vector<double>> rows) {
  const std::size_t n = rows.size();
  for (std::size_t i = 0; i < n; ++i) {
    const auto larger = [i](const auto& a, const auto& b) {
      return std::abs(a[i]) < std::abs(b[i]);
    };
    std::iter_swap(rows.begin() + static_cast<long>(i),
                   std::max_element(rows.begin() + static_cast<long>(i), rows.end(), larger));
    for (std::size_t k = 0; k < n; ++k) {
      if (k == i) continue;
      const double factor = rows[k][i] / rows[i][i];
      for (std::size_t j = i; j <= n; ++j) rows[k][j] -= factor * rows[i][j];
    }
  }
  std::vector<double> x;
  for (std::size_t i = 0; i < n; ++i) x.push_back(rows[i][n] / rows[i][i]);
  return x;
}

/// Some lines of the table, by what they are.
using Choice = bool (*)(const Line&);
constexpr Choice for_the_fit = [](const Line& line) { return !line.held_out(); };
constexpr Choice held_out = [](const Line& line) { return line.held_out(); };
constexpr Choice small = [](const Line& line) {
  return !line.held_out() && line.tlb.entries <= 32;
};
constexpr Choice large = [](const Line& line) { return !line.held_out() && line.tlb.entries > 32; };

/// Least squares of the relative error over these lines.
std::vector<double> fit(Choice chosen) {
  constexpr std::size_t n = tlb_area_term_count;
  std::vector<std::vector<double>> normal(n, std::vector<double>(n + 1));
  for (const Line& line : table()) {
    if (!chosen(line)) continue;
    TlbAreaTerms terms = tlb_area_terms(line.tlb, line.widths);
    for (double& term : terms) term /= line.um2;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) normal[i][j] += terms[i] * terms[j];
      normal[i][n] += terms[i];
    }
  }
  return solve(std::move(normal));
}

struct Errors {
  double max = 0;
  double mean = 0;
};

Errors errors(const std::vector<double>& coefficients, Choice chosen) {
  Errors out;
  double lines = 0;
  for (const Line& line : table()) {
    if (!chosen(line)) continue;
    const double error = std::abs(line.relative_error(coefficients));
    out.max = std::max(out.max, error);
    out.mean += error;
    ++lines;
  }
  out.mean /= lines;
  return out;
}

TEST(TlbArea, TheTableIsOfOneMissUnit) {
  for (const Cells& cells : read_table()) {
    EXPECT_EQ(cells.at("tag_bits"), "8");
    EXPECT_EQ(cells.at("miss_entries"), "4");
    EXPECT_EQ(cells.at("waiters"), "8");
    EXPECT_EQ(cells.at("ad_update"), "1");
  }
}

TEST(TlbArea, WhatWasSynthesisedIsLookedUp) {
  ASSERT_GT(table().size(), 40U);
  for (const Line& line : table()) {
    const TlbArea area = tlb_area(line.tlb, line.widths);
    EXPECT_EQ(area.um2, line.um2) << line.name;
    EXPECT_EQ(area.source, TlbArea::Source::measured) << line.name;
  }
}

TEST(TlbArea, TheCoefficientsAreTheFitOfTheTable) {
  const auto fitted = fit(for_the_fit);
  std::string wanted;
  for (const double coefficient : fitted) wanted += fmt::format("{:.1f}, ", coefficient);
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    EXPECT_NEAR(tlb_area_coefficients()[i], fitted[i], 0.051) << "of the fit " << wanted;
  }
}

// The figures of docs/synthesis.md, as they are rounded there.
TEST(TlbArea, TheFormulaIsAsGoodAsItIsSaidToBe) {
  const auto& own = tlb_area_coefficients();
  const std::vector<double> coefficients(own.begin(), own.end());
  EXPECT_NEAR(errors(coefficients, for_the_fit).max, 0.019, 0.0005);
  EXPECT_NEAR(errors(coefficients, for_the_fit).mean, 0.0053, 0.00005);
  EXPECT_NEAR(errors(coefficients, held_out).max, 0.018, 0.0005);
}

TEST(TlbArea, AFitOfTheSmallOnesForetellsTheLargeOnes) {
  EXPECT_NEAR(errors(fit(small), large).max, 0.015, 0.0005);
}

TEST(TlbArea, BetweenTheMeasuredPointsIsTheFormula) {
  TlbConfig tlb;
  tlb.entries = 48;
  tlb.ways = 6;
  const TlbArea area = tlb_area(tlb, {});
  EXPECT_EQ(area.source, TlbArea::Source::fitted);
  EXPECT_EQ(area.um2, tlb_area_formula(tlb, {}));
}

TEST(TlbArea, TheOrderOfThePageSizesDoesNotCount) {
  TlbConfig tlb;
  std::reverse(tlb.page_sizes.begin(), tlb.page_sizes.end());
  EXPECT_EQ(tlb_area(tlb, {}).source, TlbArea::Source::measured);
}

TEST(TlbArea, WithOneWayTheReplacementDoesNotCount) {
  TlbConfig tlb;
  tlb.entries = 16;
  tlb.ways = 1;
  const double plru = (tlb.replacement = Replacement::plru, tlb_area(tlb, {}).um2);
  for (const auto policy : {Replacement::lru, Replacement::random, Replacement::fifo}) {
    tlb.replacement = policy;
    EXPECT_EQ(tlb_area(tlb, {}).source, TlbArea::Source::measured);
    EXPECT_EQ(tlb_area(tlb, {}).um2, plru);
  }
}

TEST(TlbArea, BeyondWhatTheRtlIsSynthesisedForItIsMarked) {
  const auto source = [](const auto& change) {
    TlbConfig tlb;
    TlbWidths widths;
    change(tlb, widths);
    return tlb_area(tlb, widths).source;
  };
  constexpr auto beyond = TlbArea::Source::extrapolated;
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.entries = 256; }), beyond);
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.entries = tlb.ways = 2; }), beyond);
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.entries = tlb.ways = 128; }), beyond);
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.replacement = Replacement::srrip; }), beyond);
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.replacement = Replacement::fifo; }), beyond);
  EXPECT_EQ(source([](auto& tlb, auto&) { tlb.page_sizes = {Bytes{4U << 20U}}; }), beyond);
  EXPECT_EQ(source([](auto&, auto& widths) { widths.va = 32; }), beyond);
  EXPECT_EQ(source([](auto&, auto& widths) { widths.pa = 57; }), beyond);
  EXPECT_EQ(source([](auto&, auto& widths) { widths.asid = 17; }), beyond);
  EXPECT_EQ(source([](auto&, auto& widths) { widths.asid = 11; }), TlbArea::Source::fitted);
}

}  // namespace
}  // namespace vapa
