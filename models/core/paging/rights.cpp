#include "core/paging/rights.hpp"

namespace vapa {

Context::Context(Asid asid_, PhysAddr root_, const RightsMode& mode_) noexcept
    : asid(asid_), root(root_), mode(mode_), mxr_(mode_.mxr ? 1 : 0) {
  const bool user = mode.privilege == Privilege::user;
  const auto set = [this](Op op, unsigned need, unsigned forbid) {
    masks_[static_cast<unsigned>(op)] = {static_cast<std::uint8_t>(need | forbid),
                                         static_cast<std::uint8_t>(need)};
  };
  const unsigned data_need = user ? unsigned{right_u} : 0U;
  const unsigned data_forbid = user || mode.supervisor_user ? 0U : unsigned{right_u};
  const unsigned write_need = user || mode.write_protect ? unsigned{right_w} : 0U;
  set(Op::load, data_need | right_r | right_a, data_forbid);
  set(Op::store, data_need | write_need | right_a | right_d, data_forbid);
  masks_[static_cast<unsigned>(Op::rmw)] = masks_[static_cast<unsigned>(Op::store)];
  set(Op::fetch, (user ? unsigned{right_u} : 0U) | right_x | right_a,
      !user && mode.smep ? unsigned{right_u} : 0U);
}

Verdict Context::refuse(unsigned effective, Op op) const noexcept {
  const auto& m = masks_[static_cast<unsigned>(op)];
  constexpr unsigned tracking = right_a | right_d;
  const unsigned wrong = (effective & m.examined) ^ m.expected;
  if ((wrong & ~tracking) != 0) return Verdict::denied;
  return (wrong & right_d) != 0 ? Verdict::set_dirty : Verdict::set_accessed;
}

}  // namespace vapa
