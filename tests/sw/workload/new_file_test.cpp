#include "sw/workload/output/new_file.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing_workload::Folder;
using testing_workload::message_of;
using testing_workload::read_file;

void replace(const std::string& path, std::string_view text) {
  NewFile file(path);
  file.write(text);
  file.commit();
}

TEST(NewFile, LeavesWhatWasThereUntilItIsComplete) {
  const Folder folder;
  const std::string path = folder.write("f", "old");
  {
    NewFile file(path);
    file.write("half");
  }
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}), 1);
  replace(path, "new");
  EXPECT_EQ(read_file(path), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}), 1);
}

TEST(NewFile, ReplacesTheTargetOfASymbolicLinkAndKeepsTheLink) {
  const Folder folder;
  const std::string path = folder.write("f", "old");
  const std::string link = path + "-link";
  fs::create_symlink("f", link);
  replace(link, "new");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(read_file(path), "new");
}

TEST(NewFile, WritesThroughWhatIsNoRegularFile) {
  replace("/dev/null", "text");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(NewFile, IsRefusedWithTheReason) {
  const Folder folder;
  const std::string path = folder.write("f", "");
  fs::create_symlink("nowhere", path + "-link");
  const auto reason = [](const std::string& name) {
    return message_of([&] { NewFile file(name); });
  };
  EXPECT_THAT(reason(""), HasSubstr("empty name"));
  EXPECT_THAT(reason(fs::path(path).parent_path().string()), HasSubstr("is a folder"));
  EXPECT_THAT(reason(path + "-link"), HasSubstr("symbolic link to nothing"));
  EXPECT_THAT(reason(path + "/x"), HasSubstr("cannot be written: Not a directory"));
  EXPECT_THAT(reason(path + std::string(300, 'x')), HasSubstr("File name too long"));
}

}  // namespace
}  // namespace vapa
