#include "sw/workload/capture/log.hpp"

#include <algorithm>

#include "sw/workload/capture/initial_image.hpp"
#include "sw/workload/lackey/access_line.hpp"
#include "sw/workload/lackey/text_scanner.hpp"

namespace vapa::recorder {
namespace {

VirtAddr stack_start_of(const ProcessImage& image) {
  for (const InitialMapping& mapping : image.mappings) {
    if (mapping.kind == InitialMapping::Kind::stack) return mapping.start;
  }
  return stack_end;
}

}  // namespace

LogStream::LogStream(native::Writer& writer, Recording& recording, Beginning beginning,
                     OnFork on_fork)
    : writer_(writer),
      process_(beginning.info.process),
      stream_(writer.add_stream(std::move(beginning.info))),
      vmas_(info().image.mappings, info().image.brk),
      tracker_(recording, info().image.files, std::move(beginning.inherited)),
      on_fork_(std::move(on_fork)),
      stack_start_(stack_start_of(info().image)) {}

void LogStream::parse() {
  const std::string_view text = buffer_.complete();
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    Event event;
    if (parse_access(p, event) == LineFault::none) {
      access(event);
      continue;
    }
    const char* const newline = std::find(p, end, '\n');
    other({p, static_cast<std::size_t>(newline - p)});
    p = newline + 1;
  }
  buffer_.consume(text.size());
}

void LogStream::finish() {
  parse();
  if (is_syscall_line(buffer_.unfinished())) other(buffer_.unfinished());
  tracker_.finish();
  take_calls();
  writer_.end_stream(stream_);
}

void LogStream::access(const Event& event) {
  if (tracker_.of_recorder(event.va)) {
    ++left_out_;
    return;
  }
  const bool on_stack = stack_end.value - 1 - event.va.value < stack_limit;
  if (on_stack && event.va < stack_start_) place_stack(event.va);
  ++accesses_;
  writer_.access(stream_, event);
}

/// The first push tells where the kernel left the stack pointer; from then on the stack grows.
void LogStream::place_stack(VirtAddr va) {
  const bool first = stack_start_ == stack_end;
  stack_start_ = va.align_down(traced_page_shift);
  if (!first) return vmas_.grow_stack(va);
  const InitialMapping stack{.start = stack_start_,
                             .length = stack_end - stack_start_,
                             .prot = prot_read | prot_write,
                             .kind = InitialMapping::Kind::stack};
  info().image.mappings.push_back(stack);
  vmas_.add(stack);
}

void LogStream::other(std::string_view line) {
  const lackey::Other kind = lackey::take_other(line, tracker_);
  take_calls();
  if (kind == lackey::Other::malformed) ++unread_;
  if (kind != lackey::Other::access) return;
  const char* p = line.data();
  Event event;
  if (parse_access(p, event) == LineFault::none) {
    access(event);
  } else {
    ++unread_;
  }
}

void LogStream::take_calls() {
  for (const TracedCall& traced : tracker_.ready()) {
    const std::uint64_t number = writer_.calls(stream_);
    vmas_.apply(traced.call);
    if (traced.call.name == Syscall::brk && info().image.brk.value == 0) {
      info().image.brk = vmas_.brk();
    }
    if (traced.call.name == Syscall::fork && traced.peer != TracedCall::none) {
      note_fork(traced, number);
    }
    writer_.call(stream_, traced);
  }
  tracker_.ready().clear();
}

void LogStream::note_fork(const TracedCall& traced, std::uint64_t number) {
  Beginning child{.info = {.process = traced.peer,
                           .thread = 0,
                           .origin = {native::Origin::Kind::fork, stream_, number},
                           .image = info().image},
                  .inherited = tracker_.to_inherit()};
  child.info.image.mappings = vmas_.mappings();
  child.info.image.brk = vmas_.brk();
  on_fork_(traced.peer, std::move(child));
}

Beginning LogStream::after_exec() const {
  const std::uint64_t calls = writer_.calls(stream_);
  return {.info = {.process = process_,
                   .thread = 0,
                   .origin = {native::Origin::Kind::exec, stream_, calls > 0 ? calls - 1 : 0},
                   .image = {}},
          .inherited = tracker_.to_inherit().after_exec()};
}

}  // namespace vapa::recorder
