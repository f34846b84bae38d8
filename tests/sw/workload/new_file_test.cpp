#include "core/files/new_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <thread>

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
  const Folder folder;
  const std::string path = folder.path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int end = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  replace(path, "text");
  std::array<char, 8> got{};
  EXPECT_EQ(read(end, got.data(), got.size()), 4);
  EXPECT_STREQ(got.data(), "text");
  EXPECT_TRUE(fs::is_fifo(path));
  close(end);
}

TEST(NewFile, WritesThroughAnOpenDescriptorWhereItStands) {
  const Folder folder;
  const std::string path = folder.path("log");
  const int log = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(write(log, "before ", 7), 7);
  replace("/dev/fd/" + std::to_string(log), "text");
  ASSERT_EQ(write(log, " after", 6), 6);
  close(log);
  EXPECT_EQ(read_file(path), "before text after");
}

TEST(NewFile, HasTheRightsOfAnyNewFileWhateverElseIsWritten) {
  const Folder folder;
  const ::mode_t before = ::umask(027);
  const auto write_many = [&](int writer) {
    for (int file = 0; file < 100; ++file) {
      replace(folder.path(std::to_string(writer) + "-" + std::to_string(file)), "text");
    }
  };
  std::thread other(write_many, 0);
  write_many(1);
  other.join();
  EXPECT_EQ(::umask(before), 027U);
  for (const auto& file : fs::directory_iterator(folder.path(""))) {
    EXPECT_EQ(file.status().permissions(), fs::perms{0640}) << file.path();
  }
}

TEST(NewFile, IsPublishedInAFolderThatMayNotBeRead) {
  const Folder folder;
  constexpr ::uid_t nobody = 65534;
  const bool root = ::geteuid() == 0;
  const std::string inner = folder.path("inner");
  fs::create_directory(inner);
  fs::permissions(folder.path(""), fs::perms{0755});
  fs::permissions(inner, fs::perms{0300});
  if (root) {
    ASSERT_EQ(::chown(inner.c_str(), nobody, nobody), 0);
    ASSERT_EQ(::seteuid(nobody), 0);
  }
  EXPECT_EQ(message_of([&] { replace(inner + "/f", "text"); }), "");
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  fs::permissions(inner, fs::perms{0700});
  EXPECT_EQ(read_file(inner + "/f"), "text");
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
