#include "platform/sweep/child_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

ChildEnd shell(const std::string& script,
               std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
  ChildPool pool;
  pool.start(7, {"/bin/sh", "-c", script}, timeout);
  const auto ended = pool.wait(20s);
  return ended.empty() ? ChildEnd{} : ended.front();
}

TEST(ChildPool, TellsHowAChildEnded) {
  const ChildEnd good = shell("exit 0");
  EXPECT_EQ(good.id, 7U);
  EXPECT_TRUE(good.succeeded());
  EXPECT_EQ(shell("exit 3").status, 3);
  EXPECT_FALSE(shell("exit 3").succeeded());
  EXPECT_EQ(shell("kill -SEGV $$").signal, SIGSEGV);
}

TEST(ChildPool, KeepsTheEndOfWhatAChildPrints) {
  EXPECT_EQ(shell("echo out; echo err >&2").output, "out\nerr\n");
  const std::string output = shell("yes 12345678 | head -c 1000000; echo the end").output;
  EXPECT_EQ(output.size(), 4096U);
  EXPECT_THAT(output, testing::EndsWith("the end\n"));
}

TEST(ChildPool, KillsAChildThatTakesTooLong) {
  const auto began = ChildPool::Clock::now();
  const ChildEnd end = shell("sleep 60", 50ms);
  EXPECT_TRUE(end.timed_out);
  EXPECT_FALSE(end.succeeded());
  EXPECT_LT(ChildPool::Clock::now() - began, 10s);
}

TEST(ChildPool, KillsTheChildrenOfALateChildToo) {
  // The grandchild holds the pipe open: were it not killed, its sleep would be waited for.
  const auto began = ChildPool::Clock::now();
  shell("sleep 60 & sleep 60", 50ms);
  EXPECT_LT(ChildPool::Clock::now() - began, 10s);
}

TEST(ChildPool, ReportsAProgramThatCannotBeExecuted) {
  ChildPool pool;
  pool.start(0, {"/nonexistent/vapa"}, std::nullopt);
  const auto ended = pool.wait(20s);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].status, 127);
  EXPECT_EQ(ended[0].output, "cannot execute /nonexistent/vapa: No such file or directory");
}

class ChildPoolInAFolder : public test::ScratchFolder {};

TEST_F(ChildPoolInAFolder, RunsChildrenSideBySide) {
  // Either end of a FIFO waits for the other: one after another they would never end.
  const std::string fifo = (folder() / "fifo").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  ChildPool pool;
  pool.start(0, {"/bin/sh", "-c", "read line < " + fifo + "; echo got $line"}, std::nullopt);
  pool.start(1, {"/bin/sh", "-c", "echo hello > " + fifo}, std::nullopt);
  std::size_t ended = 0;
  for (int patience = 0; ended < 2 && patience < 2; ++patience) ended += pool.wait(30s).size();
  EXPECT_EQ(ended, 2U);
}

TEST(ChildPool, LosesPatienceWhileChildrenRunOn) {
  ChildPool pool;
  pool.start(0, {"/bin/sleep", "60"}, std::nullopt);
  EXPECT_TRUE(pool.wait(20ms).empty());
  EXPECT_EQ(pool.running(), 1U);
}

TEST(ChildPool, KillsItsChildrenAtTheEnd) {
  const auto began = ChildPool::Clock::now();
  {
    ChildPool pool;
    pool.start(0, {"/bin/sleep", "60"}, std::nullopt);
  }
  EXPECT_LT(ChildPool::Clock::now() - began, 10s);
}

TEST(ChildPool, ASignalToStopEndsTheWait) {
  ChildPool pool;
  pool.start(0, {"/bin/sh", "-c", "kill -INT " + std::to_string(::getpid()) + "; sleep 60"},
             std::nullopt);
  EXPECT_TRUE(pool.wait(20s).empty());
  EXPECT_EQ(ChildPool::interrupted(), SIGINT);
}

TEST(ChildPool, ASignalThatWasIgnoredBeforeStaysIgnored) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    ChildPool pool;
    pool.start(0, {"/bin/sh", "-c", "kill -HUP " + std::to_string(::getpid()) + "; exit 5"},
               std::nullopt);
    const auto ended = pool.wait(20s);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].status, 5);
    EXPECT_EQ(ChildPool::interrupted(), 0);
  }
  std::signal(SIGHUP, before);
}

}  // namespace
}  // namespace vapa
