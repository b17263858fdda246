#include "tfvars/json/json_places.h"

#include <algorithm>
#include <variant>

#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {
namespace {

// The text is known to be JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  JsonPlace Value() {
    SkipBlanks();
    JsonPlace place{.begin = at_, .end = at_, .values = {}, .names = {}};
    const char first = at_ < text_.size() ? text_[at_] : '\0';
    if (first == '{' || first == '[') {
      ReadAll(first == '{', place);
    } else if (first == '"') {
      SkipString();
    } else {
      while (at_ < text_.size() && IsPartOfWord(text_[at_])) ++at_;
    }
    place.end = at_;
    return place;
  }

 private:
  static bool IsPartOfWord(char c) {
    return std::string_view(" \t\r\n,]}/").find(c) == std::string_view::npos;
  }

  void ReadAll(bool is_object, JsonPlace& place) {
    ++at_;
    while (true) {
      SkipBlanks();
      if (at_ >= text_.size()) return;
      const char c = text_[at_];
      if (c == ']' || c == '}') {
        ++at_;
        return;
      }
      if (c == ',' || c == ':') {
        ++at_;
        continue;
      }
      if (is_object) {
        const std::size_t begin = at_;
        SkipString();
        const auto name = ParseJson(text_.substr(begin, at_ - begin), JsonComments::kRefused);
        const auto* read = std::get_if<JsonDocument>(&name);
        place.names.push_back(read == nullptr ? std::string() : read->root.string);
        SkipBlanks();
        ++at_;  // the colon
      }
      place.values.push_back(Value());
    }
  }

  void SkipString() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  void SkipBlanks() {
    if (at_ == 0 && text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      } else if (std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonPlace* JsonPlace::Find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? nullptr : &values[static_cast<std::size_t>(found - names.begin())];
}

JsonPlace PlacesOf(std::string_view text) { return Scanner(text).Value(); }

void JsonAdditions::Add(const JsonPlace& list_or_object, const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  const std::size_t open = list_or_object.begin;
  const std::size_t close = list_or_object.end - 1;
  if (list_or_object.values.empty()) {
    const bool is_object = text_[open] == '{';
    if (is_object) joined = " " + joined + " ";
    edits_.push_back({open + 1, open + 1, std::move(joined)});
    return;
  }
  const std::size_t last = list_or_object.values.back().end;
  // The line that the last one begins in: its blanks are the indentation, where nothing else stands
  // before it.
  const std::size_t count = list_or_object.values.size();
  std::size_t begin = count > 1 ? list_or_object.values[count - 2].end : open + 1;
  const std::size_t newline = text_.substr(0, list_or_object.values.back().begin).rfind('\n');
  if (newline == std::string_view::npos || newline < begin) {
    edits_.push_back({last, last, ", " + joined});
    return;
  }
  begin = newline + 1;
  const std::string indentation(text_.substr(begin, text_.find_first_not_of(" \t", begin) - begin));
  // A comment behind the last one stays with it.
  std::size_t end_of_line = std::min(text_.find('\n', last), text_.size());
  const std::string_view rest = text_.substr(last, end_of_line - last);
  if (end_of_line > close || rest.find("/*") != std::string_view::npos) end_of_line = last;
  const bool has_return = end_of_line > last && text_[end_of_line - 1] == '\r';
  if (has_return) --end_of_line;
  edits_.push_back({last, last, ","});
  std::string lines;
  for (const std::string& text : texts) {
    lines +=
        (lines.empty() ? "" : ",") + std::string(has_return ? "\r\n" : "\n") + indentation + text;
  }
  edits_.push_back({end_of_line, end_of_line, std::move(lines)});
}

void JsonAdditions::Replace(const JsonPlace& value, std::string text) {
  edits_.push_back({value.begin, value.end, std::move(text)});
}

std::string JsonAdditions::Applied() && {
  std::ranges::stable_sort(edits_, {}, &Edit::begin);
  std::string result;
  std::size_t at = 0;
  for (const Edit& edit : edits_) {
    result += text_.substr(at, edit.begin - at);
    result += edit.text;
    at = edit.end;
  }
  result += text_.substr(at);
  return result;
}

}  // namespace deltaplan::tfvars
