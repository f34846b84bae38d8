#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace vapa {

/// Renames a finished file and syncs it and its folder: whoever reads `path`, also after a power
/// cut, sees the old or the new contents, never a part. A folder that may not be read is left to
/// the system to sync. Throws InputError "PATH: …" when it cannot.
void publish(const std::string& finished, const std::string& path);

/// A file that appears under its name only when it is complete: until commit() readers see what
/// was there before. A symbolic link stays and its target is replaced; what is no regular file (a
/// pipe, a terminal, /dev/null) and an open descriptor (/dev/stdout, wherever it leads) is written
/// to as it is.
class NewFile {
 public:
  /// Throws InputError "PATH: …" when nothing can be written there.
  explicit NewFile(const std::string& path);
  /// Removes what was written unless commit() was reached.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(const void* bytes, std::size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }
  /// What to write until then, for a library that opens files itself.
  const std::string& name_so_far() const noexcept { return temporary_; }
  /// Gives the file its name by publish().
  void commit();

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::string path_;       ///< as the user named it
  std::string target_;     ///< what the path stands for
  std::string temporary_;  ///< beside the target; empty: the target itself is written
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace vapa
