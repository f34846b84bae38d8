#pragma once
// A file that appears under its name only when it is complete.

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

namespace vapa {

class NewFile {
 public:
  /// Opens "PATH.part"; a symbolic link is followed. Throws InputError when that is impossible or
  /// PATH is something else than a file.
  explicit NewFile(std::string path);
  /// Removes what was written unless commit() was reached.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(const void* bytes, std::size_t count);
  /// Closes the file and gives it its name.
  void commit();

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  [[noreturn]] void fail(const char* what) const;

  std::string path_;
  std::string part_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace vapa
