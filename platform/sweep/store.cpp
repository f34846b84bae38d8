#include "platform/sweep/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "platform/files/text_file.hpp"

namespace vapa {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& file, std::string_view what, int error) {
  throw InputError(fmt::format("{}: cannot {}: {}", file.string(), what, std::strerror(error)));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(folder, "make the folder", error.value());
}

std::optional<nlohmann::json> parse(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  auto value = nlohmann::json::parse(in, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

/// A child of a sweep that was just killed may hold the lock until it notices.
bool lock_soon(int folder) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (::flock(folder, LOCK_EX | LOCK_NB) == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

bool is_result(const nlohmann::json& value) {
  const auto has_object = [&](const char* key) {
    const auto it = value.find(key);
    return it != value.end() && it->is_object();
  };
  return has_object("manifest") && has_object("config") && has_object("stats") &&
         value["manifest"].value("complete", false);
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

std::optional<nlohmann::json> SweepStore::result(std::string_view hash) const {
  auto value = parse(point(hash));
  if (value && !is_result(*value)) value.reset();
  return value;
}

std::optional<PointFailure> SweepStore::failure(std::string_view hash) const {
  const auto value = parse(failed(hash));
  if (!value) return std::nullopt;
  return PointFailure{value->value("reason", ""), value->value("output", "")};
}

std::optional<std::string> SweepStore::keep_result(std::string_view hash, const fs::path& stats) {
  const auto value = parse(stats);
  if (!value) return "wrote no statistics";
  if (!is_result(*value)) return "wrote incomplete statistics";
  std::error_code error;
  fs::rename(stats, point(hash), error);
  if (error) fail(point(hash), "write", error.value());
  forget_failure(hash);
  return std::nullopt;
}

void SweepStore::keep_failure(std::string_view hash, const PointFailure& failure) {
  const nlohmann::json value{{"reason", failure.reason}, {"output", failure.output}};
  // A child may print any bytes; what is not UTF-8 is replaced.
  constexpr auto lossy = nlohmann::json::error_handler_t::replace;
  make_folder(directory_ / "failed");
  write_atomically(failed(hash).string(), value.dump(2, ' ', false, lossy) + "\n");
}

void SweepStore::forget_failure(std::string_view hash) {
  std::error_code ignored;
  fs::remove(failed(hash), ignored);
}

void SweepStore::replace(std::string_view name, std::string_view content) const {
  write_atomically((directory_ / name).string(), content);
}

}  // namespace vapa
