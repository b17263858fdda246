#include "documents/yaml_lines.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "documents/document_builder.h"

namespace deltaplan::documents {
namespace {

// libyaml takes a key for one within 1,024 characters.
constexpr std::size_t kLongestKey = 1000;

// How many lines end in a text of printable characters; nullopt: it has others. Eight bytes at
// once, each of which leaves its answer in its own highest bit.
std::optional<std::size_t> CountLines(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x80 * kEach;
  constexpr std::uint64_t kLow = 0x7F * kEach;
  std::size_t lines = 0;
  std::uint64_t odd = 0;
  const auto take = [&](std::uint64_t bytes) {
    const std::uint64_t other = bytes ^ ('\n' * kEach);
    const std::uint64_t newlines = ~(((other & kLow) + kLow) | other | kLow);
    const std::uint64_t controls = ~((bytes | kHigh) - ' ' * kEach) & kHigh;
    const std::uint64_t above = (bytes | ((bytes & kLow) + kEach)) & kHigh;  // from 0x7F
    odd |= (controls & ~newlines) | above;
    lines += ((newlines >> 7U) * kEach) >> 56U;  // the sum of all eight, in the highest one
  };
  std::uint64_t bytes = 0;
  std::size_t at = 0;
  for (; at + sizeof(bytes) <= text.size(); at += sizeof(bytes)) {
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    take(bytes);
  }
  if (at < text.size()) {
    bytes = ' ' * kEach;
    std::memcpy(&bytes, text.data() + at, text.size() - at);
    take(bytes);
  }
  if (odd != 0) return std::nullopt;
  return lines;
}

// What a scalar without quotes may begin with, in this reader.
bool BeginsPlain(char c) {
  return c != ' ' && std::string_view("-?:,[]{}#&*!|>'\"%@`").find(c) == std::string_view::npos;
}

class LineReader {
 public:
  LineReader(std::string_view text, std::size_t lines) {
    char* own = builder_.Adopt(text.size());
    std::memcpy(own, text.data(), text.size());
    // Most lines are a key with its value; those with brackets hold more, and those that are empty
    // less.
    builder_.Reserve(5 * lines / 2 + 2);
    next_ = own;
    end_ = own + text.size();
  }

  std::optional<Document> Read() {
    while (next_ != end_) {
      auto* newline =
          static_cast<char*>(std::memchr(next_, '\n', static_cast<std::size_t>(end_ - next_)));
      char* line_end = newline == nullptr ? end_ : newline;
      ++line_;
      if (!TakeLine(next_, line_end) || builder_.IsTooLarge()) return std::nullopt;
      next_ = newline == nullptr ? end_ : newline + 1;
    }
    if (open_.empty()) return std::nullopt;
    CloseKey();
    while (!open_.empty()) {
      if (!Close()) return std::nullopt;
    }
    return builder_.Take();
  }

 private:
  struct Open {
    std::size_t indent;
    bool is_map;
  };

  bool TakeLine(char* begin, char* end) {
    at_ = begin;
    stop_ = end;
    while (at_ != stop_ && *at_ == ' ') ++at_;
    if (at_ == stop_) return begin == end;  // blanks alone are nothing that a program writes
    if (*at_ == '#') return true;
    if (stop_[-1] == ' ') return false;
    const auto indent = static_cast<std::size_t>(at_ - begin);
    const bool is_item = *at_ == '-' && at_ + 1 != stop_ && at_[1] == ' ';
    if (!Enter(indent, is_item)) return false;
    if (is_item) {
      at_ += 2;
      return BlockValue();
    }
    if (!Key()) return false;
    if (at_ == stop_) {
      key_line_ = line_;
      return true;
    }
    ++at_;
    return BlockValue();
  }

  // Ends and begins collections, so that the innermost one is that of this line.
  bool Enter(std::size_t indent, bool is_item) {
    if (open_.empty()) {
      if (indent != 0 || is_item) return false;
      Start({indent, true});
      return true;
    }
    if (key_line_ != 0) {
      const std::size_t parent = open_.back().indent;
      if (is_item ? indent >= parent : indent > parent) {
        key_line_ = 0;
        Start({indent, !is_item});
        return true;
      }
      CloseKey();
    }
    while (open_.back().indent > indent ||
           (open_.back().indent == indent && !open_.back().is_map && !is_item)) {
      if (open_.size() == 1 || !Close()) return false;
    }
    return open_.back().indent == indent && open_.back().is_map != is_item;
  }

  void Start(Open collection) {
    open_.push_back(collection);
    if (collection.is_map) {
      builder_.StartMap(line_);
    } else {
      builder_.StartList(line_);
    }
  }

  bool Close() {
    if (open_.back().is_map && builder_.DoubledKey() != nullptr) return false;
    builder_.End();
    open_.pop_back();
    return true;
  }

  // A key behind which nothing follows: its value is empty.
  void CloseKey() {
    if (key_line_ == 0) return;
    builder_.ScalarInPlace(Kind::kPlain, {}, key_line_);
    key_line_ = 0;
  }

  // Up to the `:` and over it; a blank or the end of the line follows.
  bool Key() {
    char* begin = at_;
    if (*at_ == '\'' || *at_ == '"') {
      if (!Quoted()) return false;
      if (at_ == stop_ || *at_ != ':') return false;
    } else {
      if (!BeginsPlain(*at_)) return false;
      while (*at_ != ':' || (at_ + 1 != stop_ && at_[1] != ' ')) {
        if (*at_ == '#' && at_[-1] == ' ') return false;
        if (++at_ == stop_) return false;
      }
      if (at_[-1] == ' ') return false;
      Plain(begin, at_);
    }
    if (at_ - begin > static_cast<std::ptrdiff_t>(kLongestKey)) return false;
    ++at_;
    return at_ == stop_ || *at_ == ' ';
  }

  void Plain(const char* begin, const char* end) {
    builder_.ScalarInPlace(Kind::kPlain, {begin, static_cast<std::size_t>(end - begin)}, line_);
  }

  // A value that takes the rest of the line.
  bool BlockValue() {
    while (at_ != stop_ && *at_ == ' ') ++at_;
    if (at_ == stop_) return false;
    switch (*at_) {
      case '\'':
      case '"':
        return Quoted() && at_ == stop_;
      case '{':
      case '[':
        return Flow() && at_ == stop_;
      default:
        break;
    }
    if (!BeginsPlain(*at_) || stop_[-1] == ':') return false;
    for (const char* each = at_; each + 1 < stop_; ++each) {
      if ((*each == ':' && each[1] == ' ') || (*each == ' ' && each[1] == '#')) return false;
    }
    Plain(at_, stop_);
    at_ = stop_;
    return true;
  }

  // From its first quote to behind the last one. Two quotes stand for one; the text is moved
  // together in place.
  bool Quoted() {
    const char quote = *at_++;
    char* begin = at_;
    char* out = at_;
    for (; at_ != stop_; ++at_) {
      if (*at_ == quote) {
        if (quote == '"' || at_ + 1 == stop_ || at_[1] != quote) break;
        ++at_;
      } else if (quote == '"' && *at_ == '\\') {
        return false;
      }
      *out++ = *at_;
    }
    if (at_ == stop_) return false;
    ++at_;
    builder_.ScalarInPlace(Kind::kString, {begin, static_cast<std::size_t>(out - begin)}, line_);
    return true;
  }

  void SkipBlanks() {
    while (at_ != stop_ && *at_ == ' ') ++at_;
  }

  // A collection in brackets, to behind its last one.
  bool Flow() {
    const bool is_map = *at_ == '{';
    const char close = is_map ? '}' : ']';
    ++at_;
    if (is_map) {
      builder_.StartMap(line_);
    } else {
      builder_.StartList(line_);
    }
    if (builder_.IsTooLarge()) return false;
    SkipBlanks();
    bool is_empty = true;
    while (at_ != stop_ && (!is_empty || *at_ != close)) {
      is_empty = false;
      if (is_map) {
        if (!FlowScalar() || at_ == stop_ || *at_ != ':') return false;
        ++at_;
        if (at_ == stop_ || *at_ != ' ') return false;
        SkipBlanks();
      }
      if (!FlowValue()) return false;
      SkipBlanks();
      if (at_ == stop_ || *at_ == close) break;
      if (*at_ != ',') return false;
      ++at_;
      SkipBlanks();
    }
    if (at_ == stop_ || *at_ != close) return false;
    ++at_;
    if (is_map && builder_.DoubledKey() != nullptr) return false;
    builder_.End();
    return true;
  }

  bool FlowValue() {
    if (at_ == stop_) return false;
    return *at_ == '{' || *at_ == '[' ? Flow() : FlowScalar();
  }

  // Up to what ends it in brackets.
  bool FlowScalar() {
    if (at_ == stop_) return false;
    if (*at_ == '\'' || *at_ == '"') return Quoted();
    if (!BeginsPlain(*at_)) return false;
    const char* begin = at_;
    for (; at_ != stop_; ++at_) {
      if (*at_ == ',' || *at_ == '}' || *at_ == ']') break;
      if (*at_ == '{' || *at_ == '[' || *at_ == '?') return false;
      if (*at_ == '#' && at_[-1] == ' ') return false;
      if (*at_ != ':') continue;
      if (at_ + 1 != stop_ && at_[1] == ' ') break;
      if (at_ + 1 == stop_ || std::string_view(",[]{}?").find(at_[1]) != std::string_view::npos)
        return false;
    }
    const char* last = at_;
    while (last[-1] == ' ') --last;
    if (last != at_ && at_ != stop_ && *at_ == ':') return false;
    Plain(begin, last);
    return true;
  }

  DocumentBuilder builder_;
  std::vector<Open> open_;
  char* next_;  // the line after this one
  char* end_;
  char* at_ = nullptr;  // in this line
  char* stop_ = nullptr;
  std::size_t line_ = 0;
  std::size_t key_line_ = 0;  // of a key that still has no value; 0: there is none
};

}  // namespace

std::optional<Document> ReadYamlLines(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<std::size_t> lines = CountLines(text);
  if (!lines) return std::nullopt;
  return LineReader(text, *lines).Read();
}

}  // namespace deltaplan::documents
