#include "sw/kernel/page_cache.hpp"

#include <algorithm>
#include <utility>

#include "sw/kernel/address_space.hpp"

namespace vapa::kernel {

PageCache::PageCache(const KernelConfig& config, Frames& frames, PhysicalMemory& memory,
                     unsigned page_shift)
    : warm_(config.file_cache == FileCache::warm),
      page_shift_(page_shift),
      frames_(&frames),
      memory_(&memory) {}

FileId PageCache::open(const MappedFile& file) {
  const auto known = by_path_.find(file.path);
  const FileId id = known != by_path_.end() ? known->second : add(Object{});
  by_path_.emplace(file.path, id);
  if (file.size == 0) return id;
  if (object(id).bytes == unknown_size) object(id).bytes = object(id).pages = 0;
  grow(id, file.size);
  return id;
}

void PageCache::grow(FileId id, std::uint64_t bytes) {
  const std::uint64_t page = std::uint64_t{1} << page_shift_;
  Object& o = object(id);
  o.bytes = std::max(o.bytes, bytes);
  o.pages = std::max(o.pages, (bytes >> page_shift_) + (bytes % page != 0 ? 1 : 0));
}

FileId PageCache::shared_memory(std::uint64_t pages) {
  Object memory;
  memory.on_disk = false;
  memory.pages = pages;
  return add(std::move(memory));
}

std::optional<Ppn> PageCache::find(FileId id, std::uint64_t index) {
  Object& o = object(id);
  const auto found = o.frames.find(index);
  if (found != o.frames.end()) return found->second;
  if (!warm_ || !o.on_disk || index >= o.pages) return std::nullopt;
  return add(o, index);
}

Ppn PageCache::make(FileId id, std::uint64_t index) { return add(object(id), index); }

Ppn PageCache::read(FileId id, std::uint64_t index, std::uint64_t pages) {
  Object& o = object(id);
  const std::uint64_t first = index - std::min(index, pages / 2);
  const std::uint64_t end = std::min(o.pages, first + pages);
  for (std::uint64_t at = first; at < end; ++at) {
    if (o.frames.contains(at)) continue;
    add(o, at);
    ++pages_read_;
  }
  return o.frames.at(index);
}

std::uint64_t PageCache::write_back(FileId id, std::uint64_t first, std::uint64_t pages) {
  Object& o = object(id);
  std::uint64_t written = 0;
  for (auto at = o.frames.lower_bound(first); at != o.frames.end() && at->first - first < pages;
       ++at) {
    if (std::exchange((*frames_)[at->second].dirty, false)) ++written;
  }
  return written;
}

void PageCache::hold(FileId id, std::uint64_t pages, AddressSpace& space) {
  if (id == no_file) return;
  Holder& holder = object(id).holders[space.id];
  holder.space = &space;
  holder.pages += pages;
}

void PageCache::drop(FileId id, std::uint64_t pages, AddressSpace& space) {
  if (id == no_file) return;
  Object& o = object(id);
  const auto holder = o.holders.find(space.id);
  holder->second.pages -= pages;
  if (holder->second.pages != 0) return;
  o.holders.erase(holder);
  if (o.on_disk || !o.holders.empty()) return;
  for (const auto& [index, frame] : o.frames) frames_->release(frame);
  o.frames.clear();
}

std::vector<AddressSpace*> PageCache::spaces(FileId id) const {
  std::vector<AddressSpace*> found;
  for (const auto& [number, holder] : object(id).holders) found.push_back(holder.space);
  return found;
}

Ppn PageCache::add(Object& o, std::uint64_t index) {
  const Ppn frame = frames_->allocate(0, FrameKind::cache);
  memory_->clear(PhysAddr{frame.value << page_shift_}, std::uint64_t{1} << page_shift_);
  o.frames.emplace(index, frame);
  return frame;
}

FileId PageCache::add(Object o) {
  objects_.push_back(std::move(o));
  return FileId{static_cast<std::uint32_t>(objects_.size())};
}

void PageCache::describe(Registry& r) const {
  r.counter("file_pages_read", pages_read_, "pages",
            "Pages read from disk by major faults, readahead included.");
}

}  // namespace vapa::kernel
