#include "tfvars/carriers/plain_tag_map.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::tfvars {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

// What stands for itself inside of quotes, wherever it stands: printable ASCII but for `"`, `\` and
// what may open a template.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned char c = ' '; c <= '~'; ++c) plain[c] = c != '"' && c != '\\' && c != '{';
  return plain;
}();

// What words go on with.
constexpr auto kWord = [] {
  std::array<bool, 256> word{};
  for (unsigned char c = ' '; c <= '~'; ++c) {
    word[c] = IsLetterOrDigit(static_cast<char>(c)) || c == '_' || c == '-';
  }
  return word;
}();

// Words that mean something else in an object.
bool IsReserved(std::string_view word) {
  constexpr std::array<std::string_view, 6> kWords{"false", "for", "if", "in", "null", "true"};
  constexpr std::size_t kLongest = 5;
  return word.size() <= kLongest && std::ranges::find(kWords, word) != kWords.end();
}

class Scanner {
 public:
  Scanner(std::string_view text, const std::vector<std::string_view>* wanted)
      : text_(text), wanted_(wanted) {}

  std::vector<PlainTag> TakeTags() { return std::move(tags_); }
  bool IsAtEnd() const { return at_ == text_.size(); }

  bool Take(char c) {
    if (IsAtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }
  void SkipBlanksAndLineEnds() {
    while (at_ < text_.size() && (IsBlank(text_[at_]) || IsLineEnd(text_[at_]))) ++at_;
  }

  // Line ends, at least one, with blanks around them.
  bool TakeLineEnds() {
    bool is_ended = false;
    while (true) {
      SkipBlanks();
      if (IsAtEnd()) return is_ended;
      if (text_[at_] == '\r' && text_.substr(at_ + 1).starts_with('\n')) ++at_;
      if (text_[at_] != '\n') return is_ended;
      ++at_;
      is_ended = true;
    }
  }

  // A quoted string that means what stands in it.
  std::optional<std::string_view> TakeString() {
    if (!Take('"')) return std::nullopt;
    const std::size_t begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (kPlain[static_cast<unsigned char>(c)]) continue;
      if (c == '"') return text_.substr(begin, at_++ - begin);
      const char before = text_[at_ - 1];
      if (c != '{' || before == '$' || before == '%') return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<std::string_view> TakeWord() {
    const std::size_t begin = at_;
    if (IsAtEnd() || !(IsLetter(text_[at_]) || text_[at_] == '_')) return std::nullopt;
    while (at_ < text_.size() && kWord[static_cast<unsigned char>(text_[at_])]) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    return IsReserved(word) ? std::nullopt : std::optional(word);
  }

  // The value of `service`, which follows the one before it.
  bool TakeTag(std::string_view service) {
    const auto begin = static_cast<std::uint32_t>(at_);
    const std::optional<std::string_view> tag = TakeString();
    const bool is_next = last_.data() == nullptr || last_ < service;
    if (!tag || tag->empty() || !is_next) return false;
    last_ = service;
    if (wanted_ == nullptr || IsNextWanted(service)) {
      tags_.push_back({service, *tag, {begin, static_cast<std::uint32_t>(at_)}});
    }
    return true;
  }

 private:
  // Services come in their order, so one walk along the wanted ones is enough.
  bool IsNextWanted(std::string_view service) {
    for (; next_ < wanted_->size(); ++next_) {
      const int order = (*wanted_)[next_].compare(service);
      if (order >= 0) return order == 0;
    }
    return false;
  }

  std::string_view text_;
  const std::vector<std::string_view>* wanted_;
  std::size_t next_ = 0;  // of them
  std::size_t at_ = 0;
  std::string_view last_;  // service; none yet when it points nowhere
  std::vector<PlainTag> tags_;
};

bool ScanJson(Scanner& scanner, std::string_view variable) {
  const auto take = [&](char c) {
    scanner.SkipBlanksAndLineEnds();
    return scanner.Take(c);
  };
  if (!take('{')) return false;
  scanner.SkipBlanksAndLineEnds();
  if (scanner.TakeString() != variable || !take(':') || !take('{')) return false;
  do {
    scanner.SkipBlanksAndLineEnds();
    const std::optional<std::string_view> service = scanner.TakeString();
    if (!service || !take(':')) return false;
    scanner.SkipBlanksAndLineEnds();
    if (!scanner.TakeTag(*service)) return false;
  } while (take(','));
  if (!scanner.Take('}') || !take('}')) return false;
  scanner.SkipBlanksAndLineEnds();
  return scanner.IsAtEnd();
}

bool ScanNative(Scanner& scanner, std::string_view variable) {
  if (scanner.TakeWord() != variable) return false;
  scanner.SkipBlanks();
  if (!scanner.Take('=')) return false;
  scanner.SkipBlanks();
  if (!scanner.Take('{') || !scanner.TakeLineEnds()) return false;
  while (!scanner.Take('}')) {
    std::optional<std::string_view> service = scanner.TakeString();
    if (!service) service = scanner.TakeWord();
    if (!service) return false;
    scanner.SkipBlanks();
    if (!scanner.Take('=')) return false;
    scanner.SkipBlanks();
    if (!scanner.TakeTag(*service)) return false;
    scanner.SkipBlanks();
    scanner.Take(',');
    if (!scanner.TakeLineEnds()) return false;
  }
  scanner.TakeLineEnds();
  return scanner.IsAtEnd();
}

}  // namespace

std::optional<std::vector<PlainTag>> FindPlainTags(const Source& source, std::string_view variable,
                                                   const std::vector<std::string_view>* wanted) {
  Scanner scanner(source.text, wanted);
  const bool is_plain =
      source.name.ends_with(".json") ? ScanJson(scanner, variable) : ScanNative(scanner, variable);
  return is_plain ? std::optional(scanner.TakeTags()) : std::nullopt;
}

}  // namespace deltaplan::tfvars
