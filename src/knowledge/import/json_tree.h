// JSON to walk about in: one flat list of values whose texts are views, so that a conversation of
// megabytes costs little beside its bytes. For one thread; what a node says lives until the next
// text is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::knowledge {

class JsonNode;

class JsonTree {
 public:
  static constexpr int max_depth = 100;
  static constexpr std::size_t max_values = 1'000'000;
  JsonTree();
  ~JsonTree();
  JsonTree(JsonTree&&) noexcept;
  JsonTree& operator=(JsonTree&&) noexcept;

  // The text is kept from changing meanwhile but for halves of surrogate pairs, which some exports
  // hold and which become U+FFFD. The error names the line within the text.
  Result<JsonNode> read(std::string& text);

 private:
  friend class JsonNode;
  struct Reader;
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  struct Value {
    std::string_view name;  // of a member
    std::string_view text;
    std::uint32_t end = 0;  // the value behind all that is inside this one
    Kind kind = Kind::null;
    bool truth = false;
  };
  std::vector<Value> values_;
  std::unique_ptr<Reader> reader_;
};

// A value, or none: what is asked of none is empty again, so that a path can be followed without
// looking at each step.
class JsonNode {
 public:
  JsonNode() = default;
  bool exists() const { return tree_ != nullptr; }
  bool is_object() const { return is(JsonTree::Kind::object); }
  bool is_array() const { return is(JsonTree::Kind::array); }
  bool is_string() const { return is(JsonTree::Kind::string); }
  bool is_true() const { return is(JsonTree::Kind::boolean) && value().truth; }
  // Whether nothing is inside, as in what has no inside.
  bool is_empty() const { return !exists() || value().end == at_ + 1; }
  std::string_view name() const { return exists() ? value().name : std::string_view(); }
  // Of a string, or a number as it is written; empty of anything else.
  std::string_view text() const { return exists() ? value().text : std::string_view(); }
  // The first member of that name.
  JsonNode operator[](std::string_view name) const;

  // The members or items: for (const JsonNode item : node).
  class Iterator {
   public:
    Iterator(const JsonTree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
    JsonNode operator*() const { return {tree_, at_}; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const JsonTree* tree_;
    std::uint32_t at_;
  };
  Iterator begin() const { return {tree_, exists() ? at_ + 1 : 0}; }
  Iterator end() const { return {tree_, exists() ? value().end : 0}; }

 private:
  friend class JsonTree;
  JsonNode(const JsonTree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
  const JsonTree::Value& value() const { return tree_->values_[at_]; }
  bool is(JsonTree::Kind kind) const { return exists() && value().kind == kind; }

  const JsonTree* tree_ = nullptr;
  std::uint32_t at_ = 0;
};

inline JsonNode::Iterator& JsonNode::Iterator::operator++() {
  at_ = JsonNode(tree_, at_).value().end;
  return *this;
}

}  // namespace pitwall::knowledge
