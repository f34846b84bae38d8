#include "oracle/guest_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace vapa::oracle {

GuestMemory::GuestMemory(const std::string& path, PhysAddr base, std::uint64_t bytes)
    : base_(base), bytes_(bytes) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot make " + path);
  const bool sized = ftruncate(fd, static_cast<off_t>(bytes)) == 0;
  void* map = sized
                  ? mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0)
                  : MAP_FAILED;
  close(fd);
  if (map == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  map_ = static_cast<std::byte*>(map);
}

GuestMemory::~GuestMemory() { munmap(map_, bytes_); }

std::uint64_t GuestMemory::read_word(PhysAddr pa, unsigned bytes) const {
  std::uint64_t word = 0;
  std::memcpy(&word, at(pa, bytes), bytes);
  return word;
}

void GuestMemory::write(PhysAddr pa, std::span<const std::byte> from) {
  std::memcpy(at(pa, from.size()), from.data(), from.size());
}

void GuestMemory::copy_from(const PhysicalMemory& from, PhysAddr begin, PhysAddr end) {
  from.read(begin, {at(begin, end - begin), end - begin});
}

std::byte* GuestMemory::at(PhysAddr pa, std::size_t bytes) const {
  if (!contains(pa) || bytes > bytes_ - (pa - base_)) {
    throw std::runtime_error("outside the guest's memory");
  }
  return map_ + (pa - base_);
}

}  // namespace vapa::oracle
