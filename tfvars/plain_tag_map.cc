#include "tfvars/plain_tag_map.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace deltaplan::tfvars {
namespace {

bool IsWordStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool IsWord(char c) { return IsWordStart(c) || (c >= '0' && c <= '9') || c == '-'; }

// Words that mean something else in an object.
bool IsReserved(std::string_view word) {
  constexpr std::array<std::string_view, 6> kWords{"false", "for", "if", "in", "null", "true"};
  return std::ranges::find(kWords, word) != kWords.end();
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  bool IsAtEnd() const { return at_ == text_.size(); }

  bool Take(char c) {
    if (IsAtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void SkipBlanks(std::string_view blanks) {
    at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
  }

  // Line ends, at least one, with blanks around them.
  bool TakeLineEnds() {
    bool is_ended = false;
    while (true) {
      SkipBlanks(" \t");
      const bool is_windows = text_.substr(at_).starts_with("\r\n");
      if (!is_windows && (IsAtEnd() || text_[at_] != '\n')) return is_ended;
      at_ += is_windows ? 2 : 1;
      is_ended = true;
    }
  }

  // A quoted string that means what stands in it.
  std::optional<std::string_view> TakeString() {
    if (!Take('"')) return std::nullopt;
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') return text_.substr(begin, at_++ - begin);
      if (c < ' ' || c > '~' || c == '\\') return std::nullopt;
      if (c == '{' && at_ > begin && (text_[at_ - 1] == '$' || text_[at_ - 1] == '%')) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string_view> TakeWord() {
    const std::size_t begin = at_;
    if (IsAtEnd() || !IsWordStart(text_[at_])) return std::nullopt;
    while (at_ < text_.size() && IsWord(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    return IsReserved(word) ? std::nullopt : std::optional(word);
  }

  // The value of `service`, added to `tags` where it belongs.
  bool TakeTag(std::string_view service, std::vector<PlainTag>& tags) {
    const auto begin = static_cast<std::uint32_t>(at_);
    const std::optional<std::string_view> tag = TakeString();
    const bool is_next = tags.empty() || tags.back().service < service;
    if (!tag || tag->empty() || !is_next) return false;
    tags.push_back({service, *tag, {begin, static_cast<std::uint32_t>(at_)}});
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool ScanJson(Scanner& scanner, std::string_view variable, std::vector<PlainTag>& tags) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto take = [&](char c) {
    scanner.SkipBlanks(kBlanks);
    return scanner.Take(c);
  };
  if (!take('{')) return false;
  scanner.SkipBlanks(kBlanks);
  if (scanner.TakeString() != variable || !take(':') || !take('{')) return false;
  do {
    scanner.SkipBlanks(kBlanks);
    const std::optional<std::string_view> service = scanner.TakeString();
    if (!service || !take(':')) return false;
    scanner.SkipBlanks(kBlanks);
    if (!scanner.TakeTag(*service, tags)) return false;
  } while (take(','));
  if (!scanner.Take('}') || !take('}')) return false;
  scanner.SkipBlanks(kBlanks);
  return scanner.IsAtEnd();
}

bool ScanNative(Scanner& scanner, std::string_view variable, std::vector<PlainTag>& tags) {
  constexpr std::string_view kBlanks = " \t";
  if (scanner.TakeWord() != variable) return false;
  scanner.SkipBlanks(kBlanks);
  if (!scanner.Take('=')) return false;
  scanner.SkipBlanks(kBlanks);
  if (!scanner.Take('{') || !scanner.TakeLineEnds()) return false;
  while (!scanner.Take('}')) {
    std::optional<std::string_view> service = scanner.TakeString();
    if (!service) service = scanner.TakeWord();
    if (!service) return false;
    scanner.SkipBlanks(kBlanks);
    if (!scanner.Take('=')) return false;
    scanner.SkipBlanks(kBlanks);
    if (!scanner.TakeTag(*service, tags)) return false;
    scanner.SkipBlanks(kBlanks);
    scanner.Take(',');
    if (!scanner.TakeLineEnds()) return false;
  }
  scanner.TakeLineEnds();
  return scanner.IsAtEnd();
}

}  // namespace

std::optional<std::vector<PlainTag>> FindPlainTags(const Source& source,
                                                   std::string_view variable) {
  Scanner scanner(source.text);
  std::vector<PlainTag> tags;
  const bool is_plain = source.name.ends_with(".json") ? ScanJson(scanner, variable, tags)
                                                       : ScanNative(scanner, variable, tags);
  return is_plain ? std::optional(std::move(tags)) : std::nullopt;
}

}  // namespace deltaplan::tfvars
