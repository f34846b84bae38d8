#include "platform/sweep/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "core/files/new_file.hpp"
#include "core/files/text_file.hpp"
#include "platform/results/parse_json.hpp"

namespace vapa {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

[[noreturn]] void fail(const fs::path& file, std::string_view what, int error) {
  throw InputError(fmt::format("{}: cannot {}: {}", file.string(), what, std::strerror(error)));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(folder, "make the folder", error.value());
}

constexpr std::uint64_t largest_result = std::uint64_t{1} << 30U;

std::optional<json> parse(const fs::path& file) {
  try {
    auto value = parse_json<json>(read_text_file(file.string(), largest_result));
    if (value.is_object()) return value;
  } catch (const InputError&) {
    // Not there, or nothing that a sweep wrote.
  }
  return std::nullopt;
}

/// A child of a sweep that was just killed may hold the lock until it notices.
bool lock_soon(int folder) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (::flock(folder, LOCK_EX | LOCK_NB) == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// The member of a type (json::is_string, …), or null.
const json* member(const json& object, const char* key, bool (json::*is)() const noexcept) {
  const auto it = object.find(key);
  return it != object.end() && ((*it).*is)() ? &*it : nullptr;
}

bool all_of(const json* list, bool (json::*is)() const noexcept) {
  return list != nullptr && !list->empty() &&
         std::all_of(list->begin(), list->end(), [is](const json& value) { return (value.*is)(); });
}

bool is_complete(const json& manifest) {
  const json* complete = member(manifest, "complete", &json::is_boolean);
  return complete != nullptr && complete->get<bool>();
}

bool is_result(const json& value) {
  const json* manifest = member(value, "manifest", &json::is_object);
  const json* config = member(value, "config", &json::is_object);
  const bool has_config =
      config != nullptr && !config->empty() &&
      std::none_of(config->begin(), config->end(), [](const json& v) { return v.is_object(); });
  return manifest != nullptr && is_complete(*manifest) && has_config &&
         all_of(member(value, "stats", &json::is_object), &json::is_number) &&
         (!value.contains("deaths") ||
          all_of(member(value, "deaths", &json::is_array), &json::is_string));
}

std::string text_of(const json& object, const char* key) {
  const json* text = member(object, key, &json::is_string);
  return text == nullptr ? "" : text->get<std::string>();
}

std::string workload_of(const json& manifest) {
  const json* workloads = member(manifest, "workloads", &json::is_array);
  const bool one = workloads != nullptr && workloads->size() == 1 && (*workloads)[0].is_object();
  return one ? text_of((*workloads)[0], "hash") : "";
}

/// In what a result is not the point's own.
std::optional<std::string> mismatch(const json& manifest, const PointIdentity& expected) {
  struct Part {
    const char* what;
    std::string is;
    const std::string& planned;
  };
  for (const Part& part : {Part{"executable", text_of(manifest, "build"), expected.build},
                           Part{"configuration", text_of(manifest, "config"), expected.config},
                           Part{"workload", workload_of(manifest), expected.workload}}) {
    if (part.is == part.planned) continue;
    return fmt::format(
        "the {} is not the planned one: {} instead of {}; was it replaced while the "
        "sweep ran? Start the sweep again",
        part.what, part.is.empty() ? "nothing" : part.is, part.planned);
  }
  return std::nullopt;
}

}  // namespace

SweepStore::SweepStore(fs::path directory, int lock)
    : directory_(std::move(directory)), lock_(lock) {}

SweepStore::SweepStore(SweepStore&& other) noexcept
    : directory_(std::move(other.directory_)), lock_(std::exchange(other.lock_, -1)) {}

SweepStore SweepStore::open(const fs::path& directory) {
  if (!fs::is_directory(directory)) {
    throw InputError(fmt::format("{}: no such folder; name the --out folder of a `vapa sweep`",
                                 directory.string()));
  }
  return {directory, -1};
}

SweepStore SweepStore::create(const fs::path& directory) {
  make_folder(directory);
  const int lock = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) fail(directory, "open the folder", errno);
  SweepStore store(directory, lock);
  if (!lock_soon(lock)) {
    throw InputError(
        fmt::format("{}: another sweep is running in this folder; wait for it or give "
                    "another --out",
                    directory.string()));
  }
  std::error_code ignored;
  fs::remove_all(directory / "scratch", ignored);
  for (const char* name : {"points", "failed", "scratch"}) make_folder(directory / name);
  return store;
}

SweepStore::~SweepStore() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(directory_ / "scratch", ignored);
  fs::remove(directory_ / "failed", ignored);  // where empty
  ::close(lock_);
}

fs::path SweepStore::point(std::string_view hash) const {
  return directory_ / "points" / fmt::format("{}.json", hash);
}

fs::path SweepStore::failed(std::string_view hash) const {
  return directory_ / "failed" / fmt::format("{}.json", hash);
}

fs::path SweepStore::scratch(std::string_view name) const { return directory_ / "scratch" / name; }

std::optional<json> SweepStore::result(std::string_view hash) const {
  auto value = parse(point(hash));
  if (value && !is_result(*value)) value.reset();
  return value;
}

std::optional<PointFailure> SweepStore::failure(std::string_view hash) const {
  const auto value = parse(failed(hash));
  if (!value) return std::nullopt;
  const json* reason = member(*value, "reason", &json::is_string);
  if (reason == nullptr) return std::nullopt;
  return PointFailure{reason->get<std::string>(), text_of(*value, "output")};
}

std::optional<std::string> SweepStore::keep_result(std::string_view hash, const fs::path& stats,
                                                   const PointIdentity& expected) {
  const auto value = parse(stats);
  if (!value) return "wrote no statistics";
  if (!is_result(*value)) return "wrote incomplete statistics";
  if (auto reason = mismatch((*value)["manifest"], expected)) return reason;
  publish(stats.string(), point(hash).string());
  forget_failure(hash);
  return std::nullopt;
}

void SweepStore::keep_failure(std::string_view hash, const PointFailure& failure) {
  const json value{{"reason", failure.reason}, {"output", failure.output}};
  // A child may print any bytes; what is not UTF-8 is replaced.
  constexpr auto lossy = json::error_handler_t::replace;
  make_folder(directory_ / "failed");
  write(failed(hash), value.dump(2, ' ', false, lossy) + "\n");
}

void SweepStore::forget_failure(std::string_view hash) {
  std::error_code ignored;
  fs::remove(failed(hash), ignored);
}

void SweepStore::replace(std::string_view name, std::string_view content) const {
  write(directory_ / name, content);
}

// By way of the scratch folder: what a kill leaves there is cleared by the next sweep.
void SweepStore::write(const fs::path& path, std::string_view content) const {
  if (lock_ < 0) return write_atomically(path.string(), content);
  const std::string fresh = scratch("new-" + path.filename().string()).string();
  write_atomically(fresh, content);
  publish(fresh, path.string());
}

}  // namespace vapa
