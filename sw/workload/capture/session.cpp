#include "sw/workload/capture/session.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "core/error.hpp"

namespace vapa::recorder {
namespace {

constexpr std::uint64_t eat_bytes = std::uint64_t{16} << 20U;

void count(Session::Sums& sums, const LogStream& stream) {
  sums.accesses += stream.accesses();
  sums.unread_lines += stream.unread_lines();
  sums.left_out += stream.left_out();
}

}  // namespace

Session::Session(native::Writer& writer, std::uint32_t root, std::string program)
    : writer_(writer), root_(root), program_(std::move(program)) {
  table_.process(root);
}

void Session::add(LogFile file) {
  auto& logs = logs_[file.pid];
  logs.push_back(std::make_unique<Log>());
  logs.back()->file = std::move(file);
  ++open_;
}

bool Session::read_on() {
  bool any = false;
  // A fork in one log may make another readable, never add one, so the map is stable.
  for (auto& [pid, logs] : logs_) any |= read_process(pid, logs);
  return any;
}

bool Session::read_process(std::uint32_t pid, Logs& logs) {
  for (std::size_t index = 0; index < logs.size(); ++index) {
    Log& log = *logs[index];
    if (log.finished) continue;
    if (!log.stream && !begin(pid, logs, index)) return false;
    const bool over = index + 1 < logs.size() || ended(log.file.process);
    return read_log(log, over);
  }
  return false;
}

/// A log can be read once it is known what was mapped at its beginning.
bool Session::begin(std::uint32_t pid, const Logs& logs, std::size_t index) {
  const std::uint32_t number = table_.process(pid);
  Beginning beginning;
  if (index > 0) {
    Log& before = *logs[index - 1];
    beginning = *std::exchange(before.next, std::nullopt);
    load_program(beginning.info, before.executed);
  } else if (pid == root_) {
    beginning.info.process = number;
    std::error_code gone;
    beginning.inherited.folder = std::filesystem::current_path(gone).string();
    load_program(beginning.info, program_);
  } else {
    const auto found = forked_.find(number);
    if (found == forked_.end()) return false;
    beginning = std::move(found->second);
    forked_.erase(found);
  }
  logs[index]->stream = std::make_unique<LogStream>(
      writer_, table_, std::move(beginning),
      [this](std::uint32_t child, Beginning of_child) { forked_[child] = std::move(of_child); });
  return true;
}

/// An image whose program cannot be read any more is inferred from what it touches.
void Session::load_program(native::StreamInfo& info, const std::string& path) {
  try {
    info.image = initial_image(path);
  } catch (const InputError&) {
    info.image = {};
    info.image.name = path;
    info.image.infer_vmas = true;
    ++finished_.inferred;
  }
}

/// over: nothing will be written to it any more.
bool Session::read_log(Log& log, bool over) {
  LineBuffer& buffer = log.stream->buffer();
  const auto room = buffer.room();
  const ssize_t got =
      pread(log.file.log.get(), room.data(), room.size(), static_cast<off_t>(log.position));
  if (got > 0) {
    buffer.filled(static_cast<std::size_t>(got));
    log.position += static_cast<std::uint64_t>(got);
    log.stream->parse();
    eat(log);
    return true;
  }
  if (!over) return false;
  finish(log);
  return true;
}

void Session::finish(Log& log) {
  log.stream->finish();
  count(finished_, *log.stream);
  log.next = log.stream->after_exec();
  log.executed = log.stream->executed();
  log.stream.reset();
  log.finished = true;
  log.file = {};
  --open_;
}

/// Gives the storage of what has been read back: a log of minutes is gigabytes.
void Session::eat(Log& log) {
  if (log.position - log.eaten < eat_bytes) return;
  fallocate(log.file.log.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
            static_cast<off_t>(log.position));
  log.eaten = log.position;
}

std::vector<std::uint32_t> Session::running() const {
  std::vector<std::uint32_t> pids;
  for (const auto& [pid, logs] : logs_) {
    if (!logs.back()->finished && !ended(logs.back()->file.process)) pids.push_back(pid);
  }
  return pids;
}

Session::Sums Session::sums() const {
  Sums sums = finished_;
  for (const auto& [pid, logs] : logs_) {
    for (const auto& log : logs) {
      if (log->stream) count(sums, *log->stream);
    }
  }
  return sums;
}

}  // namespace vapa::recorder
