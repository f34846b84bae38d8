#include "waves/vcd.hpp"

#include <gtkwave/fstapi.h>

#include <cstdio>
#include <memory>

namespace vapa {

bool write_vcd(const std::string& fst, const std::string& vcd) {
  const std::unique_ptr<void, void (*)(void*)> reader(fstReaderOpen(fst.c_str()), fstReaderClose);
  if (!reader) return false;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(vcd.c_str(), "w"),
                                                             std::fclose);
  if (!file) return false;
  bool good = fstReaderProcessHier(reader.get(), file.get()) != 0;
  fstReaderSetFacProcessMaskAll(reader.get());
  good = good && fstReaderIterBlocks(reader.get(), nullptr, nullptr, file.get()) != 0;
  return good && std::fflush(file.get()) == 0;
}

}  // namespace vapa
