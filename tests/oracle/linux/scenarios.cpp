#include "oracle/linux/scenarios.hpp"

#include <sys/mman.h>

namespace vapa::test {
namespace {

constexpr int rw_prot = PROT_READ | PROT_WRITE;
constexpr int anonymous = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
constexpr int shared_memory = MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED;
constexpr int private_file = MAP_PRIVATE | MAP_FIXED;
constexpr int shared_file = MAP_SHARED | MAP_FIXED;

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> list{
      {"AnonymousReadThenWrite",
       [](World& w) -> Notes {
         return {w.map(0, 40, rw_prot, anonymous),
                 w.sweep(0, 40, false),
                 w.resident(),
                 w.sweep(0, 40, true),
                 w.resident(),
                 w.sweep(0, 40, true)};
       }},
      {"AnonymousWriteFirst",
       [](World& w) -> Notes {
         return {w.map(0, 40, rw_prot, anonymous), w.sweep(0, 40, true), w.sweep(0, 40, false),
                 w.resident()};
       }},
      {"UnmapTheMiddleAndRefill",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true), w.areas()};
         n.insert(n.end(), {w.unmap(10, 10), w.areas(), w.resident()});
         n.insert(n.end(), {w.map(10, 10, rw_prot, anonymous), w.areas(), w.sweep(0, 30, true)});
         n.insert(n.end(), {w.unmap(5, 50), w.areas(), w.unmap(5, 50)});
         return n;
       }},
      {"FillingAGapBetweenTouchedAreas",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.map(20, 10, rw_prot, anonymous)};
         n.insert(n.end(), {w.sweep(0, 10, true), w.sweep(20, 10, true)});
         n.insert(n.end(), {w.map(10, 10, rw_prot, anonymous), w.areas()});
         return n;
       }},
      {"FillingAGapBetweenUntouchedAreas",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.map(20, 10, rw_prot, anonymous), w.areas(),
                 w.map(10, 10, rw_prot, anonymous), w.areas()};
       }},
      {"ProtectTheMiddleAndBack",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true)};
         n.insert(n.end(), {w.protect(10, 10, PROT_READ), w.areas(), w.sweep(0, 30, false)});
         n.insert(n.end(), {w.protect(10, 10, rw_prot), w.areas(), w.sweep(0, 30, true)});
         return n;
       }},
      {"ProtectZeroPages",
       [](World& w) -> Notes {
         return {w.map(0, 10, PROT_READ, anonymous), w.sweep(0, 10, false),
                 w.protect(0, 10, rw_prot), w.sweep(0, 10, true), w.resident()};
       }},
      {"ProtectNoneAndBack",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true),
                 w.protect(0, 10, PROT_NONE),      w.resident(),
                 w.protect(0, 10, rw_prot),        w.sweep(0, 10, true)};
       }},
      {"ProtectOverAHole",
       [](World& w) -> Notes {
         return {w.map(0, 5, rw_prot, anonymous),
                 w.map(10, 5, rw_prot, anonymous),
                 w.protect(0, 15, PROT_READ),
                 w.areas(),
                 w.write(12),
                 w.write(0)};
       }},
      {"DontNeed",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous),
                 w.sweep(0, 10, true),
                 w.advise(0, 5, MADV_DONTNEED),
                 w.resident(),
                 w.sweep(0, 10, false),
                 w.advise(0, 20, MADV_DONTNEED)};
       }},
      {"FreeKeepsThePages",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true), w.advise(0, 10, MADV_FREE),
                 w.resident(), w.sweep(0, 10, true)};
       }},
      {"Populate",
       [](World& w) -> Notes {
         return {w.map(0, 20, rw_prot, anonymous | MAP_POPULATE), w.resident(),
                 w.sweep(0, 20, true)};
       }},
      {"RemapMovesThePages",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 50), w.areas()});
         n.insert(n.end(), {w.sweep(50, 10, true), w.resident(), w.read(0)});
         return n;
       }},
      {"RemapGrowsAndShrinksInPlace",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 10, 20, 0, 0), w.areas(), w.sweep(0, 20, true)});
         n.insert(n.end(), {w.remap(0, 20, 5, 0, 0), w.areas(), w.resident(), w.read(5)});
         return n;
       }},
      {"RemapBlocked",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.map(10, 1, PROT_READ, anonymous),
                 w.remap(0, 10, 20, 0, 0), w.remap(100, 1, 2, 0, 0), w.areas()};
       }},
      {"RemapBackMergesAgain",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true)};
         n.push_back(w.remap(10, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 50));
         n.push_back(w.areas());
         n.push_back(w.remap(50, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 10));
         n.push_back(w.areas());
         return n;
       }},
      {"FileReadFaultsAround",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 64, PROT_READ, private_file, 0)};
         n.insert(n.end(), {w.read(20), w.resident(), w.sweep(0, 64, false), w.resident()});
         return n;
       }},
      {"FileWindowBeginsInTheArea",
       [](World& w) -> Notes {
         return {w.map_file(5, 50, PROT_READ, private_file, 3), w.read(6), w.resident(),
                 w.sweep(5, 50, false)};
       }},
      {"FileWindowEndsWithTheArea",
       [](World& w) -> Notes {
         return {w.map_file(5, 20, PROT_READ, private_file, 0), w.read(24), w.resident(),
                 w.sweep(5, 20, false)};
       }},
      {"FileWindowEndsWithTheLeafTable",
       [](World& w) -> Notes {
         return {w.map_file(500, 40, PROT_READ, private_file, 0), w.read(505), w.resident(),
                 w.sweep(500, 40, false)};
       }},
      {"PrivateFileWriteFirst",
       [](World& w) -> Notes {
         return {w.map_file(0, 10, rw_prot, private_file, 0), w.sweep(0, 10, true), w.resident()};
       }},
      {"PrivateFileReadThenWrite",
       [](World& w) -> Notes {
         return {w.map_file(0, 32, rw_prot, private_file, 0), w.sweep(0, 32, false),
                 w.sweep(0, 32, true), w.advise(0, 32, MADV_DONTNEED), w.sweep(0, 32, false)};
       }},
      {"SharedFileWritesFaultPerPageAndAgainAfterSync",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 16, rw_prot, shared_file, 0), w.sweep(0, 16, false)};
         n.insert(n.end(), {w.sweep(0, 16, true), w.sweep(0, 16, true), w.sync(0, 16)});
         n.insert(n.end(), {w.sweep(0, 16, false), w.sweep(0, 16, true)});
         return n;
       }},
      {"SharedMemoryReadThenWrite",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, shared_memory),
                 w.sweep(0, 10, false),
                 w.sweep(0, 10, true),
                 w.resident(),
                 w.advise(0, 10, MADV_DONTNEED),
                 w.resident(),
                 w.sweep(0, 10, true)};
       }},
      {"FileAreasMergeWhereTheFileGoesOn",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 4, PROT_READ, private_file, 0)};
         n.insert(n.end(), {w.map_file(4, 4, PROT_READ, private_file, 4), w.areas()});
         n.insert(n.end(), {w.map_file(8, 4, PROT_READ, private_file, 9), w.areas()});
         n.insert(n.end(), {w.map_file(12, 4, PROT_READ, shared_file, 13), w.areas()});
         return n;
       }},
      {"ReplaceAndRefuseToReplace",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.push_back(w.map(3, 3, rw_prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE));
         n.insert(n.end(), {w.map(3, 3, PROT_READ, anonymous), w.areas(), w.resident()});
         return n;
       }},
      {"WrongArguments",
       [](World& w) -> Notes {
         return {w.map(0, 0, rw_prot, anonymous),
                 w.map(0, 1, rw_prot, MAP_ANONYMOUS | MAP_FIXED),
                 w.unmap(0, 0),
                 w.protect(0, 1, PROT_READ),
                 w.protect(0, 0, PROT_READ),
                 w.protect(0, 1, 0x40),
                 w.remap(0, 1, 0, 0, 0),
                 w.advise(0, 1, MADV_DONTNEED),
                 w.remap(0, 1, 1, MREMAP_FIXED, 10),
                 w.sync(0, 1)};
       }},
      {"WrongRemaps",
       [](World& w) -> Notes {
         constexpr int to = MREMAP_MAYMOVE | MREMAP_FIXED, keep = MREMAP_MAYMOVE | MREMAP_DONTUNMAP;
         constexpr long too_long = 1L << 36;
         Notes n{w.remap(0, 10, 10, to, 5),        w.remap(0, 10, too_long, MREMAP_MAYMOVE, 0),
                 w.remap(0, 10, 10, keep, 5),      w.remap(0, 10, 20, keep, 50),
                 w.remap(0, 10, 10, to, too_long), w.remap(0, 10, 10, to, 50)};
         n.push_back(w.map(0, 10, rw_prot, anonymous));
         n.insert(n.end(), {w.remap(0, 10, too_long / 4, to, 5), w.remap(0, 10, 10, to, 5),
                            w.remap(0, 20, 30, MREMAP_MAYMOVE, 0),
                            w.remap(0, 0, 10, MREMAP_MAYMOVE, 0), w.remap(0, 0, 10, 0, 0)});
         return n;
       },
       617},
      {"RemapOfMoreThanThereIs",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 20, 20, 0, 0), w.remap(0, 20, 20, MREMAP_MAYMOVE, 0)});
         n.insert(n.end(), {w.areas(), w.resident(), w.remap(0, 20, 5, 0, 0), w.areas()});
         n.insert(n.end(), {w.resident(), w.remap(2, 20, 5, 0, 0), w.areas(), w.resident()});
         return n;
       }},
      {"RemapKeepsTheAreaAndFollowsTheWish",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.push_back(w.remap(0, 10, 10, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 50));
         n.insert(n.end(), {w.areas(), w.resident(), w.sweep(50, 10, true), w.sweep(0, 10, true)});
         return n;
       }},
      {"ASharedAreaIsRemappedASecondTime",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, shared_memory), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 0, 10, 0, 0), w.remap(0, 0, 10, MREMAP_FIXED, 50)});
         n.push_back(w.remap(0, 0, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 50));
         n.insert(n.end(), {w.areas(), w.sweep(50, 10, true), w.resident()});
         return n;
       }},
      {"ProtectNeverGrowsUp",
       [](World& w) -> Notes {
         constexpr int grows_up = 0x02000000;
         return {w.protect(0, 0, grows_up), w.protect(0, 1, grows_up),
                 w.map(0, 1, rw_prot, anonymous), w.protect(0, 1, PROT_READ | grows_up)};
       }},
      {"NothingMapped", [](World& w) -> Notes { return {w.read(0)}; }},
      {"UnmappedAgain",
       [](World& w) -> Notes {
         return {w.map(0, 1, rw_prot, anonymous), w.write(0), w.unmap(0, 1), w.write(0)};
       }},
      {"NullPointer", [](World& w) -> Notes { return {w.touch_address(8)}; }},
      {"NonCanonical", [](World& w) -> Notes { return {w.touch_address(1ULL << 62U)}; }},
      {"KernelHalf", [](World& w) -> Notes { return {w.touch_address(~0ULL << 40U)}; }},
      {"WriteToReadOnly",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_READ, anonymous), w.read(0), w.write(0)};
       }},
      {"ReadOfNone",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_NONE, anonymous), w.read(0)};
       }},
      {"ReadOfWriteOnly",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_WRITE, anonymous), w.read(0)};
       }},

      {"BehindTheEndOfTheFile",
       [](World& w) -> Notes {
         return {w.map_file(0, 70, PROT_READ, private_file, 0), w.read(63), w.read(64)};
       }},
  };
  return list;
}

}  // namespace vapa::test
