#pragma once
// Replacement policies of one set, written the slow way after their definitions: lists, a tree of
// nodes, the loop of the SRRIP paper. They judge the fast ones.

#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "core/replacement/policy.hpp"

namespace vapa::naive {

/// One set. victim() is asked for in a full set only.
class Policy {
 public:
  virtual ~Policy() = default;
  virtual void touch(std::uint32_t way) = 0;
  virtual void insert(std::uint32_t way) = 0;
  virtual std::uint32_t victim() = 0;
};

/// Ways in the order of their last use, or of their arrival.
class Queue : public Policy {
 public:
  Queue(std::uint32_t ways, bool hits_count) : hits_count_(hits_count) {
    for (std::uint32_t way = 0; way < ways; ++way) order_.push_back(way);
  }
  void touch(std::uint32_t way) override {
    if (hits_count_) to_the_back(way);
  }
  void insert(std::uint32_t way) override { to_the_back(way); }
  std::uint32_t victim() override { return order_.front(); }

 private:
  void to_the_back(std::uint32_t way) {
    order_.remove(way);
    order_.push_back(way);
  }

  std::list<std::uint32_t> order_;
  bool hits_count_;
};

/// A binary tree over the ways whose nodes remember the half used last.
class Tree : public Policy {
 public:
  explicit Tree(std::uint32_t ways) : root_(grow(0, ways)) {}
  void touch(std::uint32_t way) override {
    for (Node* n = root_.get(); n->left != nullptr;) {
      n->left_used_last = way < n->right->first;
      n = n->left_used_last ? n->left.get() : n->right.get();
    }
  }
  void insert(std::uint32_t way) override { touch(way); }
  std::uint32_t victim() override {
    const Node* n = root_.get();
    while (n->left != nullptr) n = n->left_used_last ? n->right.get() : n->left.get();
    return n->first;
  }

 private:
  struct Node {
    std::uint32_t first = 0;
    bool left_used_last = false;
    std::unique_ptr<Node> left, right;
  };
  static std::unique_ptr<Node> grow(std::uint32_t first, std::uint32_t ways) {
    auto node = std::make_unique<Node>();
    node->first = first;
    if (ways > 1) {
      node->left = grow(first, ways / 2);
      node->right = grow(first + ways / 2, ways / 2);
    }
    return node;
  }

  std::unique_ptr<Node> root_;
};

/// Jaleel et al., "High Performance Cache Replacement Using Re-Reference Interval Prediction
/// (RRIP)", ISCA 2010, section 4.1: SRRIP with hit priority and M = 2.
class Srrip : public Policy {
 public:
  explicit Srrip(std::uint32_t ways) : rrpv_(ways, 3) {}
  void touch(std::uint32_t way) override { rrpv_[way] = 0; }
  void insert(std::uint32_t way) override { rrpv_[way] = 2; }
  std::uint32_t victim() override {
    for (;;) {
      for (std::uint32_t way = 0; way < rrpv_.size(); ++way) {
        if (rrpv_[way] == 3) return way;
      }
      for (unsigned& value : rrpv_) ++value;
    }
  }

 private:
  std::vector<unsigned> rrpv_;
};

/// Null for Replacement::random, whose choice cannot be foretold.
inline std::unique_ptr<Policy> make(Replacement policy, std::uint32_t ways) {
  switch (policy) {
    case Replacement::lru:
      return std::make_unique<Queue>(ways, true);
    case Replacement::fifo:
      return std::make_unique<Queue>(ways, false);
    case Replacement::plru:
      return std::make_unique<Tree>(ways);
    case Replacement::srrip:
      return std::make_unique<Srrip>(ways);
    case Replacement::random:
      break;
  }
  return nullptr;
}

}  // namespace vapa::naive
