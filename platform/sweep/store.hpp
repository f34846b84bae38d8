#pragma once
// The folder of a sweep on disk:
//   sweep.toml            the manifest
//   points/HASH.json      one result per point, complete or not there
//   failed/HASH.json      a point that crashed, timed out or exited with an error
//   results.csv, index.sqlite, report.html   made from the above, replaceable at any time
// Every file appears under its name in one step (fsync, rename), so no moment of death leaves half
// a file.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace vapa {

/// Why a point has no result.
struct PointFailure {
  std::string reason;  ///< "signal 11 (Segmentation fault)", "exit status 2", "timeout after 60 s"
  std::string output;  ///< the last of what it printed
};

/// What the manifest of a point's result must say.
struct PointIdentity {
  std::string build;     ///< build id of the executable
  std::string config;    ///< config_hash()
  std::string workload;  ///< workload_hash()
};

class SweepStore {
 public:
  /// For reading. Throws InputError where the folder does not exist.
  static SweepStore open(const std::filesystem::path& directory);

  /// For running: makes the folders, clears scratch of a killed sweep, and holds a lock until
  /// destroyed. Throws InputError where another sweep runs in the folder or it cannot be written.
  static SweepStore create(const std::filesystem::path& directory);

  SweepStore(SweepStore&&) noexcept;
  SweepStore& operator=(SweepStore&&) = delete;
  ~SweepStore();

  const std::filesystem::path& directory() const noexcept { return directory_; }

  /// The stored result, its parts of the types that docs/results.md says: `manifest.complete` is
  /// true, `config` and `stats` hold something, `deaths`, where there are any, are texts. Empty
  /// where there is none or it is not one.
  std::optional<nlohmann::json> result(std::string_view hash) const;
  /// Empty where there is none or the file holds something else.
  std::optional<PointFailure> failure(std::string_view hash) const;

  /// A file of this name that vanishes with the end of the sweep.
  std::filesystem::path scratch(std::string_view name) const;

  /// Takes a child's statistics file over as the result of the point, or says what is wrong with
  /// it: a result of another executable, configuration or workload is none. Forgets an earlier
  /// failure.
  std::optional<std::string> keep_result(std::string_view hash, const std::filesystem::path& stats,
                                         const PointIdentity&);
  void keep_failure(std::string_view hash, const PointFailure&);
  void forget_failure(std::string_view hash);

  /// Writes DIR/name in one step.
  void replace(std::string_view name, std::string_view content) const;

 private:
  SweepStore(std::filesystem::path directory, int lock);
  std::filesystem::path point(std::string_view hash) const;
  std::filesystem::path failed(std::string_view hash) const;
  void write(const std::filesystem::path&, std::string_view content) const;

  std::filesystem::path directory_;
  int lock_;  ///< -1: open for reading
};

}  // namespace vapa
