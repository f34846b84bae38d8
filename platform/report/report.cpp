#include "platform/report/report.hpp"

#include <functional>
#include <map>
#include <string_view>

#include "platform/report/assets.hpp"
#include "platform/sweep/store.hpp"

namespace vapa {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// JSON that may stand inside a script element: no "<" can end it or begin a comment.
std::string for_script(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

/// Replaces every {{name}} by what `part` gives for it, once: parts are not searched again.
std::string filled(std::string_view page,
                   const std::function<std::string(std::string_view)>& part) {
  std::string out;
  for (;;) {
    const std::size_t begin = page.find("{{");
    out += page.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const std::size_t end = page.find("}}", begin);
    out += part(page.substr(begin + 2, end - begin - 2));
    page.remove_prefix(end + 2);
  }
}

}  // namespace

std::string report_page(const SweepResults& results) {
  const auto part = [&](std::string_view name) -> std::string {
    if (name == "title") return escaped(results.description().title);
    if (name == "data") {
      constexpr auto lossy = nlohmann::json::error_handler_t::replace;
      return for_script(report_data(results).dump(-1, ' ', false, lossy));
    }
    if (name.ends_with(".txt")) return escaped(asset(name));
    return name.ends_with(".json") ? for_script(asset(name)) : std::string(asset(name));
  };
  return filled(asset("page.html"), part);
}

std::filesystem::path write_report(const std::filesystem::path& directory) {
  const SweepStore store = SweepStore::open(directory);
  const SweepResults results = load_results(store);
  store.replace("results.csv", to_csv(results));
  write_index(results, directory / "index.sqlite");
  store.replace("report.html", report_page(results));
  return directory / "report.html";
}

}  // namespace vapa
