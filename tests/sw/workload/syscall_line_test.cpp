// Lines as valgrind 3.19 printed them.
#include "sw/workload/lackey/syscall_line.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

SyscallLine parse(std::string_view text, std::string_view expected_rest = "") {
  std::string_view rest;
  const auto line = parse_syscall(text, rest);
  EXPECT_TRUE(line.has_value()) << text;
  while (!rest.empty() && rest.back() == ' ') rest.remove_suffix(1);
  EXPECT_EQ(rest, expected_rest);
  return line.value_or(SyscallLine{});
}

TEST(SyscallLine, ASynchronousCallCarriesItsResult) {
  const auto line = parse(
      "SYSCALL[8090,2](21) sys_access ( 0x402a2a0(/etc/ld.so.preload), 4 )[sync] --> "
      "Failure(0x2) ");
  EXPECT_EQ(line.pid, 8090U);
  EXPECT_EQ(line.thread, 2U);
  EXPECT_EQ(line.number, 21);
  EXPECT_EQ(line.path, "/etc/ld.so.preload");
  EXPECT_EQ(line.args[1], 4U);
  EXPECT_EQ(line.result, -2);
  EXPECT_FALSE(line.open);
}

TEST(SyscallLine, AnAsynchronousCallIsOpenUntilItsCompletion) {
  EXPECT_TRUE(parse("SYSCALL[1,1](0) sys_read ( 4, 0x1ffeffedb8, 832 ) --> [async] ... ").open);
  const auto done = parse("SYSCALL[1,1](0) ... [async] --> Success(0x340) ");
  EXPECT_EQ(done.part, SyscallLine::Part::completion);
  EXPECT_EQ(done.result, 0x340);
}

TEST(SyscallLine, ACallWithoutArgumentsParses) {
  EXPECT_EQ(parse("SYSCALL[1,1](39) sys_getpid ()[sync] --> Success(0x1fc3) ").result, 0x1fc3);
  EXPECT_EQ(parse("SYSCALL[1,1](231) exit_group( 3 ) --> [pre-success] Success(0x0) ").args[0], 3U);
}

TEST(SyscallLine, BracketsInTheNameAndNegativeArgumentsParse) {
  EXPECT_EQ(
      parse("SYSCALL[1,1](72) sys_fcntl[ARG3=='arg'] ( 4, 0, 10 )[sync] --> Success(0xb) ").args[2],
      10U);
  EXPECT_EQ(parse("SYSCALL[1,1](62) sys_kill ( -1, 9 )[sync] --> Success(0x0) ").args[0],
            ~std::uint64_t{0});
}

TEST(SyscallLine, TheFlagsOfCloneAreHexadecimalWithoutPrefix) {
  EXPECT_EQ(parse("SYSCALL[1,1](56) sys_clone ( 3d0f00, 0x530af70, 0x1, 0x2, 0x3 ) --> "
                  "[pre-success] Success(0x260b) ")
                .args[0],
            0x3d0f00U);
}

TEST(SyscallLine, AForkNamesItsChildAndItsResultFollows) {
  const auto line = parse(
      "SYSCALL[1,1](56) sys_clone ( 1200011, 0x0, 0x0, 0x4a2ca10, 0x0 )   clone(fork): process 1 "
      "created child 8132");
  EXPECT_EQ(line.child, 8132U);
  EXPECT_TRUE(line.open);
  EXPECT_EQ(parse(" --> [pre-success] Success(0x1fc4) ").part, SyscallLine::Part::result);
}

TEST(SyscallLine, UnknownArgumentsOfACallThatMattersNotAreSkipped) {
  EXPECT_EQ(parse("SYSCALL[1,1](16) sys_ioctl ( what, ever ) --> [async] ... ").open, true);
  std::string_view rest;
  EXPECT_FALSE(parse_syscall("SYSCALL[1,1](9) sys_mmap ( what, ever ) --> [async] ... ", rest));
}

}  // namespace
}  // namespace vapa
