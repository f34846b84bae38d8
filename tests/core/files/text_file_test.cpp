#include "core/files/text_file.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "core/error.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;

class ATextFile : public test::ScratchFolder {
 protected:
  std::string path(const char* name) const { return (folder() / name).string(); }
};

TEST_F(ATextFile, IsReplacedInOneStepAndLeavesNothingElseBehind) {
  write_atomically(path("a"), "old");
  write_atomically(path("a"), "new");
  EXPECT_EQ(read_text_file(path("a"), 100), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()), 1);
}

TEST_F(ATextFile, KeepsItsOldContentsWhenItCannotBeReplaced) {
  fs::create_directory(path("a"));
  EXPECT_THROW(write_atomically(path("a"), "new"), InputError);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()), 1);
}

TEST_F(ATextFile, LargerThanItsLimitIsRefused) {
  write_atomically(path("a"), std::string(200000, 'x'));
  EXPECT_THROW(read_text_file(path("a"), 199999), InputError);
  EXPECT_EQ(read_text_file(path("a"), 200000).size(), 200000U);
}

}  // namespace
}  // namespace vapa
