#include "documents/document_builder.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace deltaplan::documents {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 15;

}  // namespace

char* DocumentBuilder::Adopt(std::size_t size) {
  document_.texts_.push_back(std::make_unique_for_overwrite<char[]>(size));
  return document_.texts_.back().get();
}

std::string_view DocumentBuilder::Keep(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > kChunk / 4) {
    char* own = Adopt(text.size());
    std::memcpy(own, text.data(), text.size());
    return {own, text.size()};
  }
  if (text.size() > left_) {
    free_ = Adopt(kChunk);
    left_ = kChunk;
  }
  std::memcpy(free_, text.data(), text.size());
  const std::string_view kept(free_, text.size());
  free_ += text.size();
  left_ -= text.size();
  return kept;
}

void DocumentBuilder::CountOne() {
  if (open_.empty()) return;
  Open& parent = open_.back();
  if (!parent.is_map || parent.at_key) ++document_.nodes_[parent.node].count;
  parent.at_key = !parent.at_key;
}

void DocumentBuilder::Scalar(Kind kind, std::string_view text, std::size_t line) {
  ScalarInPlace(kind, Keep(text), line);
}

void DocumentBuilder::ScalarInPlace(Kind kind, std::string_view text, std::size_t line) {
  CountOne();
  internal::Node node;
  node.text = text;
  node.line = static_cast<std::uint32_t>(line);
  node.kind = kind;
  document_.nodes_.push_back(node);
}

void DocumentBuilder::Start(Kind kind, std::size_t line) {
  CountOne();
  open_.push_back({.node = document_.nodes_.size(), .is_map = kind == Kind::kMap});
  internal::Node node;
  node.line = static_cast<std::uint32_t>(line);
  node.kind = kind;
  document_.nodes_.push_back(node);
}

void DocumentBuilder::End() {
  internal::Node& node = document_.nodes_[open_.back().node];
  node.size = static_cast<std::uint32_t>(document_.nodes_.size() - open_.back().node);
  open_.pop_back();
}

bool DocumentBuilder::Repeat(std::size_t begin) {
  for (const Open& open : open_) {
    if (open.node == begin) return false;
  }
  CountOne();
  const std::size_t size = document_.nodes_[begin].size;
  if (document_.nodes_.size() + size > kMostValues) {
    is_over_ = true;
    return true;
  }
  document_.nodes_.reserve(document_.nodes_.size() + size);
  for (std::size_t i = begin; i < begin + size; ++i) {
    document_.nodes_.push_back(internal::Node(document_.nodes_[i]));
  }
  return true;
}

const std::string_view* DocumentBuilder::DoubledKey() {
  const internal::Node* map = &document_.nodes_[open_.back().node];
  const internal::Node* end = document_.nodes_.data() + document_.nodes_.size();
  keys_.clear();
  for (const internal::Node* key = map + 1; key < end; key += 1 + key[1].size) {
    keys_.push_back(key->text);
  }
  if (keys_.size() <= 8) {
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      if (std::find(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(i), keys_[i]) !=
          keys_.begin() + static_cast<std::ptrdiff_t>(i)) {
        doubled_ = keys_[i];
        return &doubled_;
      }
    }
    return nullptr;
  }
  // The writers of lockfiles sort: then one look is enough.
  if (!std::ranges::is_sorted(keys_)) std::ranges::sort(keys_);
  const auto found = std::ranges::adjacent_find(keys_);
  if (found == keys_.end()) return nullptr;
  doubled_ = *found;
  return &doubled_;
}

Document DocumentBuilder::Take() {
  free_ = nullptr;
  left_ = 0;
  return std::exchange(document_, Document());
}

}  // namespace deltaplan::documents
