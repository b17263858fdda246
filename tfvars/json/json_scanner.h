// JSON text walked through without being read.
#ifndef DELTAPLAN_TFVARS_JSON_JSON_SCANNER_H_
#define DELTAPLAN_TFVARS_JSON_JSON_SCANNER_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {

/// Finds where values end, by brackets and quotes alone: at the speed of memchr in strings. What is
/// wrong is left to the parser to say.
class JsonScanner {
 protected:
  JsonScanner(std::string_view text, JsonComments comments) : text_(text), comments_(comments) {
    if (text.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  // The value that begins here; empty when it has no end.
  std::string_view PassValue() {
    const std::size_t begin = at_;
    open_.clear();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!PassString()) return {};
      } else if (c == '{' || c == '[') {
        open_ += c == '{' ? '}' : ']';
        ++at_;
      } else if (c == '}' || c == ']') {
        if (open_.empty() || open_.back() != c) return {};
        open_.pop_back();
        ++at_;
      } else if (open_.empty()) {
        at_ = std::min(text_.find_first_of(",]} \t\r\n/", at_), text_.size());
      } else {
        if (!PassComment()) ++at_;
        continue;
      }
      if (open_.empty()) return text_.substr(begin, at_ - begin);
    }
    return {};
  }

  char Next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipSpace() {
    do at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    while (PassComment());
  }
  bool Take(char c) {
    SkipSpace();
    if (Next() != c) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  bool PassString() {
    for (++at_; (at_ = text_.find('"', at_)) != std::string_view::npos; ++at_) {
      // Escaped by an odd number of backslashes.
      std::size_t backslashes = 0;
      while (text_[at_ - 1 - backslashes] == '\\') ++backslashes;
      if (backslashes % 2 == 0) {
        ++at_;
        return true;
      }
    }
    at_ = text_.size();
    return false;
  }

  bool PassComment() {
    if (comments_ == JsonComments::kRefused || Next() != '/') return false;
    const std::string_view end = text_.substr(at_, 2) == "//" ? "\n" : "*/";
    const std::size_t found = text_.find(end, std::min(at_ + 2, text_.size()));
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    return true;
  }

  JsonComments comments_;
  std::string open_;  // the closing brackets of what is open
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_JSON_JSON_SCANNER_H_
