#pragma once

#include <exception>

#include "core/error.hpp"

namespace vapa {

/// Holds an error of a source back until what was read before it has been handed out.
class DeferredError {
 public:
  /// Runs `action`; its InputError is thrown at once when `anything()` is false, else by the next
  /// attempt.
  template <class Action, class Anything>
  void attempt(Action action, Anything anything) {
    rethrow();
    try {
      action();
    } catch (const InputError&) {
      if (!anything()) throw;
      kept_ = std::current_exception();
    }
  }
  /// Throws the error that is held back, if there is one.
  void rethrow() const {
    if (kept_) std::rethrow_exception(kept_);
  }

 private:
  std::exception_ptr kept_;
};

}  // namespace vapa
