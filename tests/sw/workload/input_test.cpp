// Files as they are stored: plain, gzip, xz, zstd; whole, cut, damaged.
#include "sw/workload/input/byte_source.hpp"

#include <gmock/gmock.h>

#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string content() {
  std::string text;
  for (int line = 0; line < 40000; ++line)
    text += " L " + std::to_string(10000 + line * 7919 % 90001) + ",8\n";
  return text;
}

std::string slurp(const std::string& path) {
  ByteSource source(path);
  std::string all;
  std::array<std::byte, 1000> piece{};
  for (std::size_t got = source.read(piece); got > 0; got = source.read(piece)) {
    all.append(reinterpret_cast<const char*>(piece.data()), got);
  }
  return all;
}

class StoredAs : public ::testing::TestWithParam<const char*> {
 protected:
  /// Stores text with the format's own tool; empty when the tool is not installed.
  std::string store(const std::string& text) {
    const std::string plain = folder_.write("trace", text);
    const std::string tool = GetParam();
    const std::string command =
        tool + " -c '" + plain + "' > '" + folder_.path("stored") + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0) return "";
    return folder_.path("stored");
  }
  Folder folder_;
};

TEST_P(StoredAs, AFileReadsAsItWasBeforeItsToolStoredIt) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  EXPECT_EQ(slurp(stored), content());
}

TEST_P(StoredAs, TwoFilesOneBehindTheOtherReadAsOne) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string twice = folder_.write("twice", read_file(stored) + read_file(stored));
  EXPECT_EQ(slurp(twice), content() + content());
}

TEST_P(StoredAs, ACutFileIsAnErrorThatNamesFileAndByte) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string whole = read_file(stored);
  for (const std::size_t cut :
       {whole.size() - 1, whole.size() - 9, whole.size() / 2, std::size_t{20}}) {
    const std::string path = folder_.write("cut", whole.substr(0, cut));
    EXPECT_THAT(message_of([&] { slurp(path); }),
                AllOf(HasSubstr(path), HasSubstr("truncated"), HasSubstr("byte")))
        << "cut at " << cut;
  }
}

TEST_P(StoredAs, ACutTextIsNoWholeTextWhereverItIsCut) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string whole = read_file(stored);
  for (const std::size_t missing :
       {std::size_t{1}, std::size_t{4}, std::size_t{8}, std::size_t{20}, whole.size() / 2}) {
    const std::string path = folder_.write("cut", whole.substr(0, whole.size() - missing));
    EXPECT_THAT(message_of([&] { drain_only_process(path); }), HasSubstr("truncated"))
        << missing << " bytes are missing";
  }
}

TEST_P(StoredAs, WhatFollowsATextMustBeWholeToo) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string whole = read_file(stored);
  for (const std::string& more : {whole.substr(0, 20), std::string("no such format at all")}) {
    const std::string path = folder_.write("more", whole + more);
    EXPECT_THAT(message_of([&] { drain_only_process(path); }),
                AnyOf(HasSubstr("truncated"), HasSubstr("corrupt")));
  }
}

TEST_P(StoredAs, ACutFileOfRecordsSaysWhereItsStorageEnds) {
  std::string records(640000, '\0');
  std::uint64_t x = 1;
  for (std::size_t at = 0; at < records.size(); at += 64) {
    x = x * 6364136223846793005U + 1442695040888963407U;
    for (std::size_t byte = 0; byte < 6; ++byte) {
      records[at + byte] = static_cast<char>(x >> (16 + byte * 8) | 1U);
    }
  }
  const std::string stored = store(records);
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string whole = read_file(stored);
  const std::string path = folder_.write("cut.champsim", whole.substr(0, whole.size() / 3));
  EXPECT_THAT(message_of([&] { drain_only_process(path); }),
              AllOf(HasSubstr("truncated"), Not(HasSubstr("record"))));
}

TEST_P(StoredAs, AChangedByteIsAnErrorOrChangesNothing) {
  const std::string stored = store(content());
  if (stored.empty()) GTEST_SKIP() << GetParam() << " is not installed";
  const std::string whole = read_file(stored);
  const std::string expected = content();
  for (std::size_t at = 12; at < whole.size(); at += whole.size() / 50) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const std::string path = folder_.write("changed", changed);
    std::string read;
    const std::string message = message_of([&] { read = slurp(path); });
    if (message.empty()) {
      EXPECT_EQ(read, expected);
    } else {
      EXPECT_THAT(message, HasSubstr(path));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tools, StoredAs, ::testing::Values("gzip", "xz", "zstd -q --check"),
                         [](const auto& tool) { return std::to_string(tool.index); });

TEST(ByteSource, SkippingAndReadingAreTheSameInEveryFormat) {
  Folder folder;
  const std::string text = content();
  const std::string path = folder.write("plain", text);
  ByteSource source(path);
  ASSERT_TRUE(source.skip(1001));
  std::array<std::byte, 8> piece{};
  ASSERT_EQ(source.read(piece), piece.size());
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(piece.data()), 8), text.substr(1001, 8));
  EXPECT_FALSE(source.skip(text.size()));
}

TEST(ByteSource, AMissingFileAndAFolderAreErrors) {
  Folder folder;
  EXPECT_THAT(message_of([&] { ByteSource source(folder.path("none")); }),
              HasSubstr("no such file"));
  EXPECT_THAT(message_of([&] { ByteSource source(folder.path("")); }),
              HasSubstr("not a regular file"));
}

}  // namespace
}  // namespace vapa
